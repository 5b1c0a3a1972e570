"""Opens every group of a file in xarray, with both engines, and refuses dimensions that a reader had to invent.

    open_with_xarray.py FILE [FILE ...]
"""

import sys
import warnings

import h5py
import netCDF4
import xarray

# Readers cannot tell two axes of one name apart, and say so.
warnings.simplefilter("error", UserWarning)


def groups(path):
    """All groups that hold arrays."""
    found = []
    with h5py.File(path, "r") as file:

        def visit(name, item):
            if isinstance(item, h5py.Group) and any(isinstance(member, h5py.Dataset) for member in item.values()):
                found.append(name)

        if any(isinstance(member, h5py.Dataset) for member in file.values()):
            found.append("/")
        file.visititems(visit)
    return found


def all_dimensions(group):
    yield from group.dimensions
    for member in group.groups.values():
        yield from all_dimensions(member)


for path in sys.argv[1:]:
    with netCDF4.Dataset(path) as file:
        invented = [name for name in all_dimensions(file) if "phony" in name]
        assert not invented, f"{path}: netCDF4 invents the dimensions {invented}"
    for name in groups(path):
        for engine in ("h5netcdf", "netcdf4"):
            with xarray.open_dataset(path, group=name, engine=engine) as data:
                invented = [dimension for dimension in data.sizes if "phony" in str(dimension)]
                assert not invented, f"{path}: {engine} invents the dimensions {invented} of {name}"
                for variable in data.variables.values():
                    assert len(set(variable.dims)) == len(variable.dims), f"{path}: {variable.dims} in {name}"
                    variable.load()
    print(f"{path.split('/')[-1]}: {len(groups(path))} groups")
