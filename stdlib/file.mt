## Files and directories.
##
## Functions give `(:ok, value)` or `:ok`, or `(:error, reason)` with the operating system's reason as
## an atom: `:enoent` (not there), `:eacces` (not allowed), `:eexist` (there already), `:eisdir`,
## `:enotdir`, `:enotempty` and so on. Those with a `!` give the value itself and raise
## `(:file_error, reason, path)`. A process that waits for a disk holds up no other.
##
## They need the capability `files`. Where the host has granted some directories alone, paths that lead outside
## of these give `(:error, :eacces)`, whether anything is there or not, and so do changes in a directory that
## may only be read, and pipes and devices. Relative paths begin at the directory that was granted first, and
## nobody can change to another.
##
## ```
## File.each_line("words.txt") { line in print(line) }
## let text = File.read!("settings.txt")
## ```
##
## >> File.exists?("/no/such/file")
## false
module File {
  # Contents

  ## The contents of a file; raises when they cannot be read.
  ##
  ## >> try { File.read!("/no/such/file") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn read!(path) { must(File.read(path), path) }

  ## Writes a file; raises when it cannot.
  ##
  ## >> try { File.write!("/no/such/file", "") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn write!(path, bytes) { must(File.write(path, bytes), path) }

  ## Writes behind what a file holds; raises when it cannot.
  ##
  ## >> try { File.append!("/no/such/file", "") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn append!(path, bytes) { must(File.append(path, bytes), path) }

  ## The lines of a file without their ends: `(:ok, lines)` or `(:error, reason)`.
  ##
  ## >> File.read_lines("/no/such/file")
  ## (:error, :enoent)
  fn read_lines(path) {
    match File.read(path) {
      (:ok, text) -> (:ok, String.lines(text))
      failure     -> failure
    }
  }

  ## The lines of a file without their ends; raises when they cannot be read.
  ##
  ## >> try { File.read_lines!("/no/such/file") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn read_lines!(path) { must(read_lines(path), path) }

  ## Writes a list of lines, each with a newline. `:ok` or `(:error, reason)`.
  ##
  ## >> File.write_lines("/no/such/file", ["a"])
  ## (:error, :enoent)
  fn write_lines(path, lines) {
    File.write(path, String.join(List.map(lines) { line in "\(line)\n" }, ""))
  }

  ## Calls `f` with every line of a file, without its end, and reads only a piece of the file at a
  ## time; gives `:ok`. Raises when the file cannot be read.
  ##
  ## >> File.each_line("/dev/null") { line in print(line) }
  ## :ok
  fn each_line(path, f) {
    reduce_lines(path, :ok) { line, _ in
      f(line)
      :ok
    }
  }

  ## Goes through the lines of a file with an accumulator: `f(line, acc)` gives the next one. Reads only a
  ## piece of the file at a time; raises when it cannot be read.
  ##
  ## >> File.reduce_lines("/dev/null", 0) { _, n in n + 1 }
  ## 0
  fn reduce_lines(path, acc, f) { reduce_lines(path, 0, "", acc, f) }

  private fn reduce_lines(path, offset, rest, acc, f) {
    match File.read_at!(path, offset, 65_536) {
      ""    -> if rest == "" { acc } else { f(without_return(rest), acc) }
      chunk -> {
        let pieces = String.split(rest <> chunk, "\n")
        let (acc, rest) = reduce_pieces(pieces, acc, f)
        reduce_lines(path, offset + byte_size(chunk), rest, acc, f)
      }
    }
  }

  # The last piece is no line yet.
  private fn reduce_pieces([rest], acc, _f) { (acc, rest) }
  private fn reduce_pieces([line | pieces], acc, f) {
    reduce_pieces(pieces, f(without_return(line), acc), f)
  }

  private fn without_return(line) { String.remove_suffix(line, "\r") }

  ## Calls `f` with the contents of a file, piece by piece; gives `:ok`. Raises when the file cannot be
  ## read.
  ##
  ## >> File.each_chunk("/dev/null", 1_024) { bytes in print(byte_size(bytes)) }
  ## :ok
  fn each_chunk(path, size, f) when size > 0 { each_chunk(path, 0, size, f) }

  private fn each_chunk(path, offset, size, f) {
    match File.read_at!(path, offset, size) {
      ""    -> :ok
      chunk -> {
        f(chunk)
        each_chunk(path, offset + byte_size(chunk), size, f)
      }
    }
  }

  ## Like `read_at`; raises when the bytes cannot be read.
  ##
  ## >> try { File.read_at!("/no/such/file", 0, 1) } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn read_at!(path, offset, count) { must(File.read_at(path, offset, count), path) }

  # What is there

  ## What is known of a file, symbolic links followed: `(:ok, map)` with the keys `kind` (`:file`,
  ## `:directory` or `:other`), `size`, `modified` and `accessed` (milliseconds since 1970), `mode`,
  ## `inode` and `links`, or `(:error, reason)`.
  ##
  ## >> let (:ok, status) = File.stat("/"); status.kind
  ## :directory
  fn stat(path) { described(File.status(path, true)) }

  ## Like `stat`, but of a symbolic link itself, whose kind is `:symlink`.
  ##
  ## >> File.link_stat("/no/such/link")
  ## (:error, :enoent)
  fn link_stat(path) { described(File.status(path, false)) }

  private fn described((:ok, (kind, size, modified, accessed, mode, inode, links))) {
    (:ok, %{kind: kind, size: size, modified: modified div 1_000_000,
            accessed: accessed div 1_000_000, mode: mode, inode: inode, links: links})
  }
  private fn described(failure) { failure }

  ## Like `stat`; raises when nothing is known.
  ##
  ## >> File.stat!("/").kind
  ## :directory
  fn stat!(path) { must(stat(path), path) }

  ## Whether there is a file, directory or anything else.
  ##
  ## >> File.exists?("/")
  ## true
  fn exists?(path) { kind(path) != nil }

  ## Whether there is a plain file.
  ##
  ## >> File.file?("/")
  ## false
  fn file?(path) { kind(path) == :file }

  ## Whether there is a directory.
  ##
  ## >> File.directory?("/")
  ## true
  fn directory?(path) { kind(path) == :directory }

  private fn kind(path) {
    match File.status(path, true) {
      (:ok, status) -> elem(status, 0)
      _             -> nil
    }
  }

  ## How many bytes a file has: `(:ok, size)` or `(:error, reason)`.
  ##
  ## >> File.size("/no/such/file")
  ## (:error, :enoent)
  fn size(path) {
    match File.status(path, true) {
      (:ok, status) -> (:ok, elem(status, 1))
      failure       -> failure
    }
  }

  ## The names in a directory, in order; raises when they cannot be read.
  ##
  ## >> try { File.list!("/no/such/directory") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/directory")
  fn list!(path) { must(File.list(path), path) }

  ## The paths of all files below a directory, in order; raises when it cannot be read.
  ##
  ## >> try { File.walk("/no/such/directory") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/directory")
  fn walk(path) {
    List.flat_map(list!(path)) { name in
      let entry = Path.join(path, name)
      if link_kind(entry) == :directory { walk(entry) } else { [entry] }
    }
  }

  private fn link_kind(path) {
    match File.status(path, false) {
      (:ok, status) -> elem(status, 0)
      _             -> nil
    }
  }

  ## The directory that relative paths begin at; raises when there is none.
  ##
  ## >> is_string(File.current_dir!())
  ## true
  fn current_dir!() { must(File.current_dir(), ".") }

  # Changing directories

  ## Makes a directory; raises when it cannot.
  ##
  ## >> try { File.make_dir!("/no/such/directory") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/directory")
  fn make_dir!(path) { must(File.make_dir(path), path) }

  ## Makes a directory and those that it is in, as far as they are missing. `:ok` or `(:error, reason)`.
  ##
  ## >> File.make_dir_all("/")
  ## :ok
  fn make_dir_all(path) {
    match File.make_dir(path) {
      (:error, :enoent) -> {
        let parent = Path.dirname(path)
        if parent == path {
          (:error, :enoent)
        } else {
          match make_dir_all(parent) {
            :ok     -> File.make_dir(path)
            failure -> failure
          }
        }
      }
      (:error, reason) -> if directory?(path) { :ok } else { (:error, reason) }
      :ok              -> :ok
    }
  }

  ## Removes a file; raises when it cannot.
  ##
  ## >> try { File.remove!("/no/such/file") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn remove!(path) { must(File.remove(path), path) }

  ## Removes a file, or a directory with all that is in it; symbolic links are not followed. What is not
  ## there is no error. `:ok` or `(:error, reason)`.
  ##
  ## >> File.remove_all("/no/such/directory")
  ## :ok
  fn remove_all(path) {
    match link_kind(path) {
      nil        -> :ok
      :directory -> remove_tree(path)
      _          -> File.remove(path)
    }
  }

  private fn remove_tree(path) {
    let (:ok, names) = File.list(path) else { failure -> failure }
    let failure = List.find_map(names) { name in
      match remove_all(Path.join(path, name)) {
        :ok     -> nil
        failure -> failure
      }
    }
    failure or File.remove_dir(path)
  }

  ## Gives a file another name; raises when it cannot.
  ##
  ## >> try { File.rename!("/no/such/file", "/no/such/other") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn rename!(path, other) { must(File.rename(path, other), path) }

  ## Copies a file and gives the number of bytes; raises when it cannot.
  ##
  ## >> try { File.copy!("/no/such/file", "/tmp/x") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "/no/such/file")
  fn copy!(path, other) { must(File.copy(path, other), path) }

  ## Makes an empty file when there is none. `:ok` or `(:error, reason)`.
  ##
  ## >> File.touch("/no/such/file")
  ## (:error, :enoent)
  fn touch(path) { File.append(path, "") }

  ## Calls `f` with the path of a new empty directory, and removes it and all that is in it afterwards.
  ##
  ## >> File.with_temp_dir { dir in File.write(Path.join(dir, "a"), "text"); File.list(dir) }
  ## (:ok, ["a"])
  fn with_temp_dir(f) {
    let parent = File.temp_dir()
    let path = must(File.make_temp_dir(parent), parent)
    try { f(path) } after { remove_all(path) }
  }

  private fn must(:ok, _path) { :ok }
  private fn must((:ok, value), _path) { value }
  private fn must((:error, reason), path) { raise((:file_error, reason, path)) }
}
