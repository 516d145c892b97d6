## Paths of files, as text: nothing here looks at the disk, but for `absolute` and `expand`, which begin
## at the current directory.
##
## >> Path.join("data", "words.txt") |> Path.extname()
## ".txt"
module Path {
  ## Two parts with one slash between them. An absolute second part stands alone.
  ##
  ## >> Path.join("data/", "words.txt")
  ## "data/words.txt"
  ## >> Path.join("data", "/etc")
  ## "/etc"
  fn join(_a, "/" <> _ as b) { b }
  fn join("", b) { b }
  fn join(a, "") { a }
  fn join(a, b) { if String.ends_with?(a, "/") { a <> b } else { a <> "/" <> b } }

  ## The parts of a list, joined.
  ##
  ## >> Path.join(["a", "b", "c.txt"])
  ## "a/b/c.txt"
  fn join(parts) { List.reduce(parts, "") { part, path in join(path, part) } }

  ## The parts of a path; an absolute one begins with `"/"`.
  ##
  ## >> Path.split("/usr/local//bin/")
  ## ["/", "usr", "local", "bin"]
  fn split("/" <> rest) { ["/" | split(rest)] }
  fn split(path) { path |> String.split("/") |> List.reject { part in part == "" } }

  ## The last part.
  ##
  ## >> Path.basename("/tmp/words.txt")
  ## "words.txt"
  fn basename(path) { List.last(split(path)) or "" }

  ## The last part without a suffix that it may have.
  ##
  ## >> Path.basename("/tmp/words.txt", ".txt")
  ## "words"
  fn basename(path, suffix) {
    let name = basename(path)
    if name == suffix { name } else { String.remove_suffix(name, suffix) }
  }

  ## Everything but the last part; `"."` when there is only one.
  ##
  ## >> Path.dirname("/tmp/words.txt")
  ## "/tmp"
  ## >> Path.dirname("words.txt")
  ## "."
  fn dirname(path) {
    match List.drop_last(split(path), 1) {
      []    -> if absolute?(path) { "/" } else { "." }
      parts -> join(parts)
    }
  }

  ## The end of the last part from its last point on, or `""`. A point in front is part of the name.
  ##
  ## >> Path.extname("a/archive.tar.gz")
  ## ".gz"
  ## >> Path.extname(".profile")
  ## ""
  fn extname(path) {
    match String.split(basename(path), ".") {
      [_]       -> ""
      ["", _]   -> ""
      parts     -> "." <> List.last(parts)
    }
  }

  ## The path without what `extname` gives.
  ##
  ## >> Path.rootname("a/words.txt")
  ## "a/words"
  fn rootname(path) { String.remove_suffix(path, extname(path)) }

  ## The path with another extension.
  ##
  ## >> Path.with_extension("a/words.txt", ".csv")
  ## "a/words.csv"
  fn with_extension(path, extension) { rootname(path) <> extension }

  ## Whether the path begins at the root.
  ##
  ## >> Path.absolute?("/tmp")
  ## true
  fn absolute?(path) { String.starts_with?(path, "/") }

  ## Whether the path begins at the current directory.
  ##
  ## >> Path.relative?("tmp")
  ## true
  fn relative?(path) { not absolute?(path) }

  ## The path without `.`, `..` and doubled slashes, as far as that is possible by the text alone.
  ##
  ## >> Path.normalize("a/./b/../c//d")
  ## "a/c/d"
  fn normalize(path) {
    match normalize(split(path), []) {
      []    -> "."
      parts -> join(parts)
    }
  }

  private fn normalize([], done) { List.reverse(done) }
  private fn normalize(["." | rest], done) { normalize(rest, done) }
  private fn normalize([".." | rest], ["/"]) { normalize(rest, ["/"]) }
  private fn normalize([".." | rest], [last | done]) when last != ".." { normalize(rest, done) }
  private fn normalize([part | rest], done) { normalize(rest, [part | done]) }

  ## The path from the root on.
  ##
  ## >> Path.absolute("/tmp/x")
  ## "/tmp/x"
  ##
  ## Needs the capability `files` for relative paths.
  fn absolute(path) {
    if absolute?(path) { path } else { join(File.current_dir!(), path) }
  }

  ## The absolute path without `.` and `..`; `~` in front is the home directory.
  ##
  ## >> Path.expand("/tmp/a/../b")
  ## "/tmp/b"
  ##
  ## Needs the capability `files` for relative paths, and `environment` for `~`.
  fn expand("~") { expand(home()) }
  fn expand("~/" <> rest) { expand(join(home(), rest)) }
  fn expand(path) { normalize(absolute(path)) }

  private fn home() { System.get_env("HOME", "/") }

  ## The path as seen from a directory, when it lies inside; otherwise unchanged.
  ##
  ## >> Path.relative_to("/usr/local/bin", "/usr")
  ## "local/bin"
  fn relative_to(path, directory) { relative_to(path, split(path), split(directory)) }

  private fn relative_to(path, [part | rest], [same | others]) {
    if part == same { relative_to(path, rest, others) } else { path }
  }
  private fn relative_to(_path, [], []) { "." }
  private fn relative_to(_path, parts, []) { join(parts) }
  private fn relative_to(path, [], [_ | _]) { path }
}
