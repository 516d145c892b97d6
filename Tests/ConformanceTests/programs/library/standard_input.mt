# Standard input is read by line and as a whole.
# stdin: first
# stdin: second
# stdin: third
# stdin: last
print(IO.read_line()) # expect: first
print(byte_size(IO.read_chunk(4))) # expect: 4
print(IO.read_line() == "nd") # expect: true
IO.each_line { line in print("line \(line)") }
# expect: line third
# expect: line last
print(IO.read_line(), IO.read_chunk(5), IO.read_all() == "") # expect: nil nil true
