#? args: alpha 2 --flag
# System.argv() gives the program's arguments as strings.
print(System.argv()) # expect: ["alpha", "2", "--flag"]
