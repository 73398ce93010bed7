"""One transfer by boto3; prints the seconds that it took."""

import sys
import time

import boto3

kind, name, path = sys.argv[1:]
client = boto3.client("s3")
began = time.perf_counter()
if kind == "put":
    client.upload_file(path, "bench", name)
else:
    client.download_file("bench", name, path)
print(time.perf_counter() - began)
