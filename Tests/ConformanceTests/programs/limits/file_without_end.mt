# A file that does not end is refused at half of the memory that is left.
#? flags: --max-memory 64M
#? no-stress
print(File.read("/dev/zero")) # expect: (:error, :efbig)
