internal import LinearAlgebra

/// Adam in the bases of SOAP.
struct SOAPRule<Element: Scalar>: GradientRule {
  private let options: SOAPOptions
  private let plan: SOAPPlan
  private let count: Int
  private var room: Room?

  init(options: SOAPOptions, shapes: ParameterShapes) {
    self.options = options
    plan = SOAPPlan(shapes, basisLimit: options.basisLimit)
    count = shapes.count
  }

  /// What a step works in.
  private struct Room {
    /// The gradient in the bases, then the update.
    var turned: Vector<Element>
    /// The update in the bases.
    var update: Vector<Element>
    let (gate, product): (Memory<Element>, Memory<Element>)
    let square: Memory<Element>

    init(_ plan: SOAPPlan, count: Int) {
      (turned, update) = (Vector(count: count), Vector(count: count))
      (gate, product) = (Memory(count: plan.largestMatrix), Memory(count: plan.largestMatrix))
      square = Memory(count: plan.largestSquare)
    }

    /// The weights of a gate in a vector, side by side.
    func weights(of gate: SOAPPlan.Gate, in vector: Vector<Element>) -> Matrix<Element> {
      let weights = Matrix(self.gate, rows: gate.rows, columns: gate.columns)
      for (matrix, column) in gate.parts {
        weights.columns(column..<column + matrix.columns).copy(vector, from: matrix.offset)
      }
      return weights
    }

    /// A square matrix of a side among numbers of the state.
    func square(_ side: SOAPPlan.Side, of numbers: Vector<Element>) -> Matrix<Element> {
      let matrix = Matrix(square, rows: side.extent, columns: side.extent)
      matrix.copy(numbers, from: side.offset)
      return matrix
    }

    /// G ← Q_Lᵀ G Q_R, or Q_L G Q_Rᵀ where it is turned back; the result lies in one of two places.
    func turn(
      _ weights: Matrix<Element>, of gate: SOAPPlan.Gate, back: Bool, _ bases: Vector<Element>
    ) -> Matrix<Element> {
      var (weights, product) = (weights, Matrix(self.product, rows: gate.rows, columns: gate.columns))
      if let left = gate.left {
        product.multiply(square(left, of: bases), transposed: back, weights)
        swap(&weights, &product)
      }
      if let right = gate.right {
        product.multiply(weights, transposed: false, square(right, of: bases), transposed: !back)
        swap(&weights, &product)
      }
      return weights
    }
  }

  mutating func begin() { room = Room(plan, count: count) }
  mutating func end() { room = nil }

  mutating func move(
    _ θ: inout Vector<Element>, along gradient: Vector<Element>, rate η: Double,
    _ state: inout FirstOrderState<Element>
  ) {
    guard var room else { preconditionFailure("a rule moves between begin and end") }
    self.room = nil  // its vectors are to be written in place
    defer { self.room = room }
    // The first gradient is for the bases alone.
    let t = state.momentUpdates - 1
    if t > 0 { step(&θ, gradient, η, t, &state, &room) }
    gather(gradient, &state, room)
    if t == 0 {
      decompose(&state, room)
    } else if t % options.basisUpdates == 0 {
      turn(state.firstMoment, into: &room.turned, back: true, state.bases, room)
      refresh(&state, room)
      turn(room.turned, into: &state.firstMoment, back: false, state.bases, room)
    }
  }

  /// The t-th update. The first moment is kept in the bases: a sum of turned gradients is the turned sum.
  private func step(
    _ θ: inout Vector<Element>, _ gradient: Vector<Element>, _ η: Double, _ t: Int,
    _ state: inout FirstOrderState<Element>, _ room: inout Room
  ) {
    let adam = AdamUpdate(
      momentum: options.momentum, squareDecay: options.squareDecay, epsilon: options.epsilon, count: t)
    turn(gradient, into: &room.turned, back: false, state.bases, room)
    room.update.fill(0)
    adam.move(&room.update, along: room.turned, rate: η, &state, in: 0..<θ.count)
    turn(room.update, into: &room.turned, back: true, state.bases, room)
    θ.add(1, room.turned)
  }

  /// Overwrites `result` with a vector whose gates are turned; numbers without a basis stay.
  private func turn(
    _ vector: Vector<Element>, into result: inout Vector<Element>, back: Bool, _ bases: Vector<Element>,
    _ room: borrowing Room
  ) {
    result.copy(vector)
    for gate in plan.gates {
      let turned = room.turn(room.weights(of: gate, in: vector), of: gate, back: back, bases)
      for (matrix, column) in gate.parts {
        result.copy(turned.columns(column..<column + matrix.columns), to: matrix.offset)
      }
    }
  }

  /// L ← β L + (1 − β) G Gᵀ,  R ← β R + (1 − β) Gᵀ G
  private func gather(_ gradient: Vector<Element>, _ state: inout FirstOrderState<Element>, _ room: Room) {
    let β = options.factorDecay
    state.factors.scale(β)
    for gate in plan.gates {
      let G = room.weights(of: gate, in: gradient)
      for (side, isLeft) in [(gate.left, true), (gate.right, false)] {
        guard let side else { continue }
        let product = Matrix(room.square, rows: side.extent, columns: side.extent)
        product.multiplyLower(G, transposed: !isLeft)
        product.copyLowerToUpper()
        state.factors.add(1 - β, product, to: side.offset)
      }
    }
  }

  /// The first bases; the coordinates where LAPACK finds none. Factors that are not finite end the step anyway.
  private func decompose(_ state: inout FirstOrderState<Element>, _ room: Room) {
    for gate in plan.gates {
      for side in [gate.left, gate.right].compactMap({ $0 }) {
        let factor = room.square(side, of: state.factors)
        state.bases.copy((try? Eigenbasis.directions(of: factor)) ?? .identity(side.extent), to: side.offset)
      }
    }
  }

  /// The next bases, with the second moments in their order.
  private func refresh(_ state: inout FirstOrderState<Element>, _ room: Room) {
    for gate in plan.gates {
      let squares = room.weights(of: gate, in: state.secondMoment)
      let sorted = Matrix(room.product, rows: gate.rows, columns: gate.columns)
      if let left = gate.left {
        sorted.copyRows(of: squares, in: refresh(left, &state, room))
        squares.copy(sorted)
      }
      if let right = gate.right {
        let columns = Matrix<Element>(rows: gate.columns, columns: gate.rows)
        let inOrder = Matrix<Element>(rows: gate.columns, columns: gate.rows)
        columns.copy(transposed: squares)
        inOrder.copyRows(of: columns, in: refresh(right, &state, room))
        squares.copy(transposed: inOrder)
      }
      for (matrix, column) in gate.parts {
        state.secondMoment.copy(squares.columns(column..<column + matrix.columns), to: matrix.offset)
      }
    }
  }

  /// The next basis of a side; returns the order of its directions among those before.
  private func refresh(
    _ side: SOAPPlan.Side, _ state: inout FirstOrderState<Element>, _ room: Room
  ) -> [Int] {
    let directions = Matrix<Element>(rows: side.extent, columns: side.extent)
    directions.copy(state.bases, from: side.offset)
    let next = Eigenbasis.refreshed(directions, by: room.square(side, of: state.factors))
    state.bases.copy(next.directions, to: side.offset)
    return next.order
  }
}
