"""Writes hdf5.json: what libhdf5 reads in the shared v7.3 dataset, and small files that libhdf5 writes in its several ways (as base64).

Usage: python3 make_hdf5.py FORMATS_ZIP_FOLDER/eeg/test_raw_h5.set > hdf5.json
Made with libhdf5 1.10.8 (libhdf5_serial.so.103) through ctypes, on little-endian x86-64.
Every dataset of a written file holds value(i) = 3 * i - 7 at element i in the file's order, unless "fill" is said.
"""
import base64, ctypes as C, json, math, os, sys, tempfile, zlib

L = C.CDLL("libhdf5_serial.so.103")
I = C.c_int64
for name in "H5Fopen H5Fcreate H5Oopen H5Screate_simple H5Screate H5Pcreate H5Dcreate2 H5Gcreate2 H5Acreate2 H5Tcopy H5Tcreate H5Dget_space H5Dget_type H5Gopen2".split():
    getattr(L, name).restype = I
L.H5Tget_size.restype = C.c_size_t
L.H5Lget_name_by_idx.restype = C.c_ssize_t
L.H5open()


def constant(name):
    return I(I.in_dll(L, name).value)


def check(result):
    assert result >= 0
    return I(result)


def read_shared(path):
    datasets, totals, everything = {}, dict(groups=0, datasets=0, references=0, elements=0), 0.0

    def walk(group, at):
        nonlocal everything
        info = (I * 4)()
        L.H5Gget_info(group, info)
        for k in range(info[1]):
            text = C.create_string_buffer(300)
            L.H5Lget_name_by_idx(group, b".", 0, 0, C.c_uint64(k), text, C.c_size_t(300), I(0))
            one, here = check(L.H5Oopen(group, text.value, I(0))), f"{at}/{text.value.decode()}"
            if L.H5Iget_type(one) == 2:
                totals["groups"] += 1
                walk(one, here)
                continue
            space, kind = check(L.H5Dget_space(one)), check(L.H5Dget_type(one))
            rank, lengths = L.H5Sget_simple_extent_ndims(space), (C.c_uint64 * 8)()
            L.H5Sget_simple_extent_dims(space, lengths, None)
            shape = list(lengths)[:rank]
            count = math.prod(shape)
            totals["datasets"] += 1
            totals["elements"] += count
            found = dict(shape=shape, size=L.H5Tget_size(kind))
            if L.H5Tget_class(kind) in (0, 1):
                values = (C.c_double * max(1, count))()
                check(L.H5Dread(one, constant("H5T_NATIVE_DOUBLE_g"), I(0), I(0), I(0), values))
                found["sum"] = sum(v for v in list(values)[:count] if math.isfinite(v))
                everything += found["sum"]
            else:
                totals["references"] += 1
            if not here.startswith("/#refs#"):
                datasets[here] = found

    file = check(L.H5Fopen(path.encode(), 0, I(0)))
    walk(check(L.H5Gopen2(file, b"/", I(0))), "")
    return dict(totals=dict(totals, sum=everything), datasets=datasets)


def value(i):
    return 3 * i - 7


def write(latest=False, user_block=0):
    path = tempfile.mktemp()
    access, creation = check(L.H5Pcreate(constant("H5P_CLS_FILE_ACCESS_ID_g"))), check(L.H5Pcreate(constant("H5P_CLS_FILE_CREATE_ID_g")))
    check(L.H5Pset_fclose_degree(access, 3))  # closing the file closes its objects
    if latest:
        check(L.H5Pset_libver_bounds(access, 2, 2))  # H5F_LIBVER_V110: superblock 3, object headers 2, compact links
    check(L.H5Pset_userblock(creation, C.c_uint64(user_block)))
    file = check(L.H5Fcreate(path.encode(), 2, creation, access))
    group = check(L.H5Gcreate2(file, b"g", I(0), I(0), I(0)))

    def dataset(at, name, shape, kind, chunk=None, deflate=False, shuffle=False, fletcher=False, compact=False, fill=None, rows=None, text=None):
        space = check(L.H5Screate_simple(len(shape), (C.c_uint64 * len(shape))(*shape), None))
        how = check(L.H5Pcreate(constant("H5P_CLS_DATASET_CREATE_ID_g")))
        if chunk:
            check(L.H5Pset_chunk(how, len(shape), (C.c_uint64 * len(shape))(*chunk)))
        if shuffle:
            check(L.H5Pset_shuffle(how))
        if deflate:
            check(L.H5Pset_deflate(how, 6))
        if fletcher:
            check(L.H5Pset_fletcher32(how))
        if compact:
            check(L.H5Pset_layout(how, 0))
        if fill is not None:
            check(L.H5Pset_fill_value(how, constant("H5T_NATIVE_DOUBLE_g"), C.byref(C.c_double(fill))))
        one = check(L.H5Dcreate2(at, name.encode(), constant(f"H5T_{kind}_g"), space, I(0), how, I(0)))
        count = math.prod(shape)
        values = (C.c_double * count)(*[value(i) for i in range(count)])
        if rows is None:
            check(L.H5Dwrite(one, constant("H5T_NATIVE_DOUBLE_g"), I(0), I(0), I(0), values))
        else:  # only the first rows are written: the chunks of the others never exist
            part = (C.c_uint64 * len(shape))(rows, *shape[1:])
            memory = check(L.H5Screate_simple(len(shape), part, None))
            check(L.H5Sselect_hyperslab(space, 0, (C.c_uint64 * len(shape))(), None, part, None))
            check(L.H5Dwrite(one, constant("H5T_NATIVE_DOUBLE_g"), memory, space, I(0), values))
        if text:
            kind = check(L.H5Tcopy(constant("H5T_C_S1_g")))
            check(L.H5Tset_size(kind, C.c_size_t(len(text))))
            attribute = check(L.H5Acreate2(one, b"MATLAB_class", kind, check(L.H5Screate(0)), I(0), I(0)))
            check(L.H5Awrite(attribute, kind, text.encode()))
            L.H5Aclose(attribute)
        L.H5Dclose(one)

    dataset(file, "contiguous", [5, 7], "IEEE_F32LE", text="single")
    dataset(file, "big", [4, 6], "IEEE_F64BE")
    dataset(file, "bigint", [30], "STD_I16BE")
    if not latest:  # version 1.10's new chunk indexes are refused by name
        dataset(file, "chunked", [11, 5], "STD_I32LE", [4, 2])
        dataset(file, "deflated", [40, 6], "IEEE_F64LE", [16, 6], deflate=True)
        dataset(file, "shuffled", [9, 13], "STD_I16BE", [4, 5], deflate=True, shuffle=True)
        dataset(file, "checked", [21, 3], "IEEE_F32BE", [8, 3], deflate=True, shuffle=True, fletcher=True)
        dataset(file, "summed", [7, 3], "STD_I64LE", [7, 3], fletcher=True)
        dataset(file, "three", [3, 4, 5], "STD_I16LE", [2, 3, 2], shuffle=True)
        dataset(file, "part", [12, 4], "IEEE_F64LE", [3, 4], deflate=True, fill=2.5, rows=6)
        dataset(file, "many", [300, 2], "STD_I32LE", [3, 1])  # a chunk tree of two levels
        for k in range(20):
            dataset(group, f"n{k:02}", [1, 1], "IEEE_F64LE")  # more links than one symbol node
    dataset(group, "compact", [3, 3], "STD_I32BE", compact=True)
    check(L.H5Fclose(file))
    with open(path, "rb") as stream:
        data = stream.read()
    os.unlink(path)
    return base64.b64encode(zlib.compress(data, 9)).decode()


json.dump(dict(
    shared=read_shared(sys.argv[1]),
    earliest=write(), user=write(user_block=1024), latest=write(latest=True)), sys.stdout, indent=1)
