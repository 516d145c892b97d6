#!/usr/bin/env martlet
# A first line that starts with `#!` is skipped.
print("ran") # expect: ran
