## Internal: the files that hold tests.
##
## >> Test.Files.find([], false)
## []
module Test.Files {
  ## Internal: the files that paths stand for, as `(:tests, path)` and `(:doctests, path)`, or
  ## `(:missing, path)`.
  ##
  ## >> Test.Files.find(["a_test.mt"], false)
  ## [(:missing, "a_test.mt")]
  fn find(paths, doctests) {
    List.uniq(List.flat_map(paths) { path in
      if File.directory?(path) {
        let all = for file in below(path) { (kind(file), file) }
        List.filter(all) { (kind, _) in kind == :tests or doctests }
      } else if File.exists?(path) {
        [(kind(path), path)]
      } else {
        [(:missing, path)]
      }
    })
  }

  private fn kind(path) { if String.ends_with?(path, "_test.mt") { :tests } else { :doctests } }

  private fn below(folder) {
    List.flat_map(File.list!(folder)) { name in
      let path = if folder == "." { name } else { Path.join(folder, name) }
      if String.starts_with?(name, ".") {
        []
      } else if directory?(path) {
        below(path)
      } else if String.ends_with?(name, ".mt") {
        [path]
      } else { [] }
    }
  }

  # Not through symbolic links: they may go round in a circle.
  private fn directory?(path) { elem(File.link_stat(path), 1)[:kind] == :directory }

  ## Internal: files in groups: those that define modules of one name would take them from each other, so
  ## they are in one group, whose files run one after the other.
  ##
  ## >> Test.Files.groups([(:tests, "no/a_test.mt"), (:tests, "no/b_test.mt"), (:tests, "yes/a_test.mt")])
  ## [[(:tests, "no/b_test.mt")], [(:tests, "no/a_test.mt"), (:tests, "yes/a_test.mt")]]
  fn groups(files) {
    let named = for (_, path) as file in files { (names(path), file) }
    let groups = List.reduce(named, []) { (names, file), groups in
      let (same, others) = List.partition(groups) { (taken, _) in shares?(taken, names) }
      let all = List.reduce(same, names) { (taken, _), all in taken ++ all }
      [(all, List.flat_map(List.reverse(same)) { (_, files) in files } ++ [file]) | others]
    }
    for (_, files) in List.reverse(groups) { files }
  }

  private fn shares?(taken, names) { List.any?(names) { name in List.member?(taken, name) } }

  private fn names(path) {
    let own = Path.rootname(Path.basename(path))
    match File.read(path) {
      (:ok, text) -> [own | Test.Doctest.modules(text)]
      _           -> [own]
    }
  }
}
