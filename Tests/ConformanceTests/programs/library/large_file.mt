# A large file goes through memory whole, and line by line.
#? no-stress
File.with_temp_dir { dir in
  let path = Path.join(dir, "large.txt")
  File.write_lines(path, 1..100_000)
  print(File.size(path)) # expect: (:ok, 588895)
  print(File.reduce_lines(path, 0) { line, sum in sum + String.to_integer(line) }) # expect: 5000050000
  print(byte_size(File.read!(path)), List.length(File.read_lines!(path))) # expect: 588895 100000
}
