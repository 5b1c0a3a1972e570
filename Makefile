# make demo    install what is missing, train a network on a long-range task and show it being solved; its build is the fastest to
#              make: only the numerical core is optimized
# make quick   install what is missing, pass the tests of the numerical core that take a moment, in a debug build
# make test    install what is missing, pass all tests
# make install put recur and its shell completions under PREFIX (/usr/local)

# Every import is to be declared in Package.swift.
CHECKS_IMPORTS = --explicit-target-dependency-import-check error
SWIFT_BUILD = swift build -c release --product recur $(CHECKS_IMPORTS)
RECUR = .build/release/recur
# Whole modules at once take half the processor time of file by file.
DEMO_BUILD = RECUR_DEMO=1 swift build --scratch-path .build-demo --product recur --disable-index-store \
  -Xswiftc -whole-module-optimization -Xswiftc -num-threads -Xswiftc 2 -Xswiftc -disable-batch-mode
PREFIX = /usr/local

# What results say they were made by.
export RECUR_COMMIT := $(shell c=$$(git rev-parse --short=12 HEAD 2>/dev/null) && { git diff --quiet HEAD 2>/dev/null || c=$$c-changed; echo $$c; })

.PHONY: demo quick test build install lint documentation install-dependencies

demo: install-dependencies
	$(DEMO_BUILD)
	.build-demo/debug/recur train addition --length 200 --seed 1
	@echo "next: make install puts recur, optimized throughout, where the shell finds it"

quick: install-dependencies
	RECUR_QUICK=1 swift test --scratch-path .build-quick

test: install-dependencies
	swift test -c release --disable-testable-imports $(CHECKS_IMPORTS)

build: install-dependencies
	$(SWIFT_BUILD)
	@echo "built $(RECUR)"

install: build
	install -D -m 755 $(RECUR) $(DESTDIR)$(PREFIX)/bin/recur
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	  $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(RECUR) --generate-completion-script bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/recur
	$(RECUR) --generate-completion-script zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_recur
	$(RECUR) --generate-completion-script fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/recur.fish

lint:
	swift format lint --strict --recursive Sources Tests Package.swift

documentation: install-dependencies
	Scripts/check-documentation

install-dependencies:
	Scripts/install-dependencies
