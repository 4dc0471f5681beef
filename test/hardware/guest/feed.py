"""feed.py NODE WIDTH HEIGHT FILE: plays a depth camera into a loopback: the picture in the file, ten times a second, as Z16."""
import fcntl
import os
import struct
import sys
import time

VIDIOC_S_FMT = 0xC0D05605
OUTPUT = 2
LINEAR = 1

node, width, height, file = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
picture = open(file, "rb").read()
# struct v4l2_format: what it is of, then width, height, format, field, bytes a line, bytes a picture (linux/videodev2.h).
wanted = bytearray(208)
struct.pack_into("<I", wanted, 0, OUTPUT)
struct.pack_into("<II4sIII", wanted, 8, width, height, b"Z16 ", LINEAR, 2 * width, 2 * width * height)
out = os.open(node, os.O_RDWR)
fcntl.ioctl(out, VIDIOC_S_FMT, wanted)
taken = struct.unpack_from("<II4s", wanted, 8)
if taken != (width, height, b"Z16 "):
    sys.exit(f"the loopback takes {taken}")
while True:
    os.write(out, picture)
    time.sleep(0.1)
