# read_all takes everything that is left.
# stdin: a
# stdin: b
print(IO.read_all()) # expect: a
# expect: b
# expect:
