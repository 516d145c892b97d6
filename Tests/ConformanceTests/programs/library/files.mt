# Files are written, read, listed, copied and removed.
File.with_temp_dir { dir in
  let path = Path.join(dir, "words.txt")
  print(File.write(path, "one\ntwo\r\n"), File.append(path, "three"), File.size(path)) # expect: :ok :ok (:ok, 14)
  print(File.read(path)) # expect: (:ok, "one\ntwo\r\nthree")
  print(File.read_lines!(path), File.read_at(path, 4, 3)) # expect: ["one", "two", "three"] (:ok, "two")
  print(File.reduce_lines(path, []) { line, acc in [line | acc] }) # expect: ["three", "two", "one"]
  print(File.create(path, ""), File.read(dir), File.list(path)) # expect: (:error, :eexist) (:error, :eisdir) (:error, :enotdir)
  print(File.make_dir_all(Path.join(dir, "a/b/c")), File.make_dir(Path.join(dir, "a"))) # expect: :ok (:error, :eexist)
  print(File.copy(path, Path.join(dir, "a/copy.txt")), File.rename(path, Path.join(dir, "z.txt"))) # expect: (:ok, 14) :ok
  print(File.list(dir), File.exists?(path), File.directory?(dir)) # expect: (:ok, ["a", "z.txt"]) false true
  print(File.link(Path.join(dir, "l"), "z.txt"), File.read_link(Path.join(dir, "l"))) # expect: :ok (:ok, "z.txt")
  print(File.stat!(Path.join(dir, "l")).kind, elem(File.link_stat(Path.join(dir, "l")), 1).kind) # expect: :file :symlink
  print(List.map(File.walk(dir)) { p in Path.relative_to(p, dir) }) # expect: ["a/copy.txt", "l", "z.txt"]
  print(File.remove_dir(Path.join(dir, "a")), File.remove(Path.join(dir, "l"))) # expect: (:error, :enotempty) :ok
  print(File.set_mode(Path.join(dir, "z.txt"), 0o600), File.stat!(Path.join(dir, "z.txt")).mode) # expect: :ok 384
  print(File.remove_all(Path.join(dir, "a")), File.list!(dir)) # expect: :ok ["z.txt"]
}
print(try { File.read("a\0b") } catch { (:error, reason) -> reason }) # expect: :badarg
