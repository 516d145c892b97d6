import Foundation
import MartletRuntime
import Synchronization
import TestSupport
import Testing

/// Scripts that may use some directories alone, and try to get at others.
@Suite struct FileConfinementTests {
  /// A directory that is granted, one beside it that is not, and ways between them.
  private struct Ground {
    private let scratch: ScratchDirectory
    let root: String
    var inside: String { root + "/inside" }
    var outside: String { root + "/outside" }

    init() throws {
      scratch = try ScratchDirectory()
      // The temporary directory itself may be behind a symbolic link.
      let path = scratch.file("")
      let real = try #require(realpath(path, nil))
      root = String(cString: real)
      free(real)
      for folder in ["inside/dir", "inside/empty", "outside/folder", "inside_more"] {
        try FileManager.default.createDirectory(
          atPath: root + "/" + folder,
          withIntermediateDirectories: true
        )
      }
      for (file, text) in [
        ("inside/a.txt", "A"), ("inside/dir/b.txt", "B"), ("outside/secret.txt", "SECRET"),
        ("inside_more/secret.txt", "SECRET"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: root + "/" + file))
      }
      for (link, target) in [
        ("link_in", "dir/b.txt"), ("dir_in", "dir"), ("up_in", "dir/../a.txt"),
        ("abs_in", inside + "/a.txt"), ("dangling_in", "new_in.txt"),
        ("link_out", "../outside/secret.txt"), ("abs_out", outside + "/secret.txt"),
        ("dir_out", "../outside"), ("dir_abs_out", outside), ("dangling_out", "../outside/new.txt"),
        ("proc_out", "/proc/self/root" + outside + "/secret.txt"), ("cwd_out", "/proc/self/cwd"),
        ("twice_out", "dir_out/secret.txt"), ("root_out", "/"), ("up_out", ".."),
        ("loop_a", "loop_b"), ("loop_b", "loop_a"), ("dir/back_out", "../../outside"),
        ("outside_and_back", "../inside/a.txt"),
      ] {
        symlink(target, inside + "/" + link)
      }
      mkfifo(inside + "/fifo", 0o666)
    }

    func remove() { scratch.remove() }

    /// Every file below the outer directories with what it holds.
    var untouched: [String] {
      ["outside", "inside_more"].flatMap { folder in
        (FileManager.default.enumerator(atPath: root + "/" + folder)?.allObjects ?? []).map {
          entry in
          let path = root + "/" + folder + "/\(entry)"
          let mode = (try? FileManager.default.attributesOfItem(atPath: path))?[.posixPermissions]
          let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self)
          }
          return "\(folder)/\(entry) \(mode ?? 0) \(text ?? "")"
        }
      }.sorted()
    }

    func run(_ script: String, _ capabilities: Capabilities? = nil) throws -> ConfinedRun {
      try ConfinedRun(
        "let inside = \"\(inside)\"\nlet outside = \"\(outside)\"\n" + script,
        capabilities ?? [.files(.readWrite, in: inside)]
      )
    }
  }

  /// What follows a link at the path's end.
  private static let following = """
    [("read", File.read(p)), ("read_at", File.read_at(p, 0, 10)), ("write", File.write(p, "X")),
     ("append", File.append(p, "X")), ("touch", File.touch(p)), ("list", File.list(p)),
     ("stat", File.stat(p)), ("size", File.size(p)), ("copy from", File.copy(p, "copied")),
     ("copy to", File.copy("a.txt", p)), ("mode", File.set_mode(p, 0o600)),
     ("real path", File.real_path(p)), ("temp", File.make_temp_dir(p))]
    """

  /// What is done to the name at the path's end.
  private static let naming = """
    [("create", File.create(p, "X")), ("make", File.make_dir(p)), ("remove", File.remove(p)),
     ("remove_dir", File.remove_dir(p)), ("rename from", File.rename(p, "moved")),
     ("rename to", File.rename("a.txt", p)), ("link", File.link(p, "a.txt")),
     ("read_link", File.read_link(p)), ("link_stat", File.link_stat(p)),
     ("change_dir", File.change_dir(p))]
    """

  @Test func noPathLeadsOut() throws {
    let ground = try Ground()
    defer { ground.remove() }
    let before = ground.untouched
    #expect(before.count == 3)
    let run = try ground.run(
      """
      let paths = [
        outside, outside <> "/secret.txt", outside <> "/new.txt", inside <> "/../outside/secret.txt",
        inside <> "_more/secret.txt", inside <> "/dir/../../outside/secret.txt",
        "../outside/secret.txt", "../inside/a.txt", "..", "../", "../..", "dir/../..",
        "dir/../../outside/secret.txt", "dir/../../../../../../../../etc/passwd", "./.././outside",
        "empty/../../outside/new.txt", "/", "//", "/etc/passwd", "//etc/passwd", "/etc", "/tmp",
        "/proc/self/root/etc/passwd", "/proc/self/cwd", "/proc/self/fd/0", "/proc/self/environ",
        "/proc/self/root" <> inside <> "/a.txt", "/dev/null", "/dev/stdin", "/dev/fd/1",
        "dir_out/secret.txt", "./dir_out//secret.txt", "dir_out/new.txt", "dir_out/folder",
        "dir_out/folder/new", "dir_abs_out/secret.txt", "root_out/etc/passwd", "up_out/outside",
        "up_out/inside/a.txt", "cwd_out/Package.swift", "dir/back_out/secret.txt", "dir_out/..",
        "dir_out/../inside/a.txt", "dir_in/../../outside/secret.txt", "dir_out/.", "root_out/.",
        outside <> "/../inside/a.txt", "/no/such/file", outside <> "/no/such",
      ]
      let links = ["link_out", "abs_out", "dir_out", "dir_abs_out", "dangling_out", "proc_out", "cwd_out",
        "twice_out", "dir_out/", "root_out", "root_out/", "up_out", "outside_and_back", inside <> "/link_out", "dir/../link_out"]
      for p in paths {
        for (what, got) in \(Self.following) ++ \(Self.naming) {
          if got != (:error, :eacces) { print(what, p, got) }
        }
      }
      for p in links {
        for (what, got) in \(Self.following) {
          if got != (:error, :eacces) { print(what, p, got) }
        }
      }
      print(File.read("a.txt"), File.exists?("copied"), File.exists?("moved"))
      """
    )
    #expect(run.output == "(:ok, \"A\") false false\n")
    #expect(ground.untouched == before)
  }

  @Test func whatLiesInsideWorks() throws {
    let ground = try Ground()
    defer { ground.remove() }
    let run = try ground.run(
      """
      let (:ok, here) = File.current_dir()
      print(here == inside, File.temp_dir() == inside)
      for p in ["a.txt", "./a.txt", "dir/../a.txt", inside <> "/a.txt", inside <> "//dir/.././a.txt", "up_in",
                "abs_in", "dir_in/../a.txt"] {
        print(File.read(p), File.real_path(p) == (:ok, inside <> "/a.txt"))
      }
      print(File.read("link_in"), File.read("dir_in/b.txt"), File.list("dir_in/"), File.list("dir_in/."))
      print(File.write("dangling_in", "N"), File.read("new_in.txt"))
      print(File.make_dir("made/"), File.make_dir_all("x/y/z"), File.make_dir_all(inside <> "/x/y"))
      print(File.write("made/f", "1"), File.append("made/f", "2"), File.create("made/f", "3"))
      print(File.rename("made/f", "x/g"), File.read("x/g"), File.copy("x/g", "x/h"), File.size("x/h"))
      print(File.write("x/h", "3"), File.read("x/h"), File.touch("x/t"), File.read("x/t"))
      print(File.set_mode("x/h", 0o600), File.stat!("x/h").mode, File.set_mode("x/h", 0o4755))
      print(File.link("x/l", "g"), File.read("x/l"), File.read_link("x/l"), File.remove("x/l"))
      print(File.link("x/l", inside <> "/a.txt"), File.read("x/l"), File.remove("x/l"))
      print(File.link("x/l", "../a.txt"), File.link("x/l", "/etc"), File.link("x/l", inside <> "/../outside"))
      print(File.with_temp_dir { d in (String.starts_with?(d, inside), File.write(Path.join(d, "t"), "")) })
      print(File.remove_all("x"), File.exists?("x"), File.remove_dir("made"), File.remove("link_out"))
      print(File.rename("empty", "full/"), File.list("full"), File.remove_dir("full/"))
      print(File.walk("dir"), File.stat!("dir").kind, File.stat!(".").kind, File.stat!(inside).kind)
      print(File.read("dir"), File.list("a.txt"), File.read("a.txt/"), File.read("a.txt/.."), File.read("none/.."))
      print(File.remove("."), File.remove_dir(inside), File.rename(".", "x"), File.make_dir(inside))
      """
    )
    let a = "(:ok, \"A\") true\n"
    #expect(
      run.output == """
        true true
        \(String(repeating: a, count: 8))(:ok, "B") (:ok, "B") (:ok, ["b.txt", "back_out"]) (:ok, ["b.txt", "back_out"])
        :ok (:ok, "N")
        :ok :ok :ok
        :ok :ok (:error, :eexist)
        :ok (:ok, "12") (:ok, 2) (:ok, 2)
        :ok (:ok, "3") :ok (:ok, "")
        :ok 384 (:error, :eacces)
        :ok (:ok, "12") (:ok, "g") :ok
        :ok (:ok, "A") :ok
        (:error, :eacces) (:error, :eacces) (:error, :eacces)
        (true, :ok)
        :ok false :ok :ok
        :ok (:ok, []) :ok
        ["dir/b.txt", "dir/back_out"] :directory :directory :directory
        (:error, :eisdir) (:error, :enotdir) (:error, :enotdir) (:error, :enotdir) (:error, :enoent)
        (:error, :eisdir) (:error, :einval) (:error, :ebusy) (:error, :eexist)

        """
    )
  }

  @Test func whatMayBeReadIsNotChanged() throws {
    let ground = try Ground()
    defer { ground.remove() }
    let run = try ground.run(
      """
      for p in ["a.txt", "new.txt", "dir", "empty", "dir/b.txt", "link_in", "dangling_in", inside <> "/a.txt", "."] {
        for (what, got) in [
          ("write", File.write(p, "X")), ("append", File.append(p, "X")), ("create", File.create(p, "X")),
          ("touch", File.touch(p)), ("copy", File.copy("a.txt", p)), ("make", File.make_dir(p)),
          ("remove", File.remove(p)), ("remove_dir", File.remove_dir(p)), ("link", File.link(p, "a.txt")),
          ("rename", File.rename(p, "b")), ("rename to", File.rename("a.txt", p)),
          ("mode", File.set_mode(p, 0o600)), ("temp", File.make_temp_dir(".")),
        ] {
          if got != (:error, :eacces) { print(what, p, got) }
        }
      }
      print(File.read("a.txt"), File.read("link_in"), File.list("dir"), File.stat!("a.txt").size)
      """,
      [.files(.read, in: ground.inside)]
    )
    #expect(run.output == "(:ok, \"A\") (:ok, \"B\") (:ok, [\"b.txt\", \"back_out\"]) 1\n")
  }

  @Test func directoriesAddUp() throws {
    let ground = try Ground()
    defer { ground.remove() }
    let before = ground.untouched
    let nested = try ground.run(
      """
      print(File.write("dir/n", "1"), File.write(inside <> "/dir/n", "2"), File.read("dir/n"))
      print(File.write("n", "1"), File.write("dir/../n", "1"), File.write(inside <> "/dir/../n", "1"))
      print(File.read(inside <> "/dir/../a.txt"), File.write("dir_in/n", "3"), File.read("dir/n"))
      print(File.rename("dir", "moved"), File.rename("dir/n", "n"), File.rename("dir/n", "dir/m"))
      print(File.temp_dir() == inside <> "/dir", File.current_dir() == (:ok, inside))
      """,
      [.files(.read, in: ground.inside), .files(.readWrite, in: ground.inside + "/dir")]
    )
    #expect(
      nested.output == """
        :ok :ok (:ok, "2")
        (:error, :eacces) (:error, :eacces) (:error, :eacces)
        (:ok, "A") :ok (:ok, "3")
        (:error, :eacces) (:error, :eacces) :ok
        true true

        """
    )
    let beside = try ground.run(
      """
      print(File.read("link_out"), File.read("dir_abs_out/secret.txt"), File.read(outside <> "/secret.txt"))
      print(File.write(outside <> "/secret.txt", ""), File.rename(outside <> "/secret.txt", "s"))
      print(File.read("abs_out"), File.copy(outside <> "/secret.txt", "s"), File.read("s"))
      """,
      [.files(.readWrite, in: ground.inside), .files(.read, in: ground.outside)]
    )
    // A relative link leads from one directory to the other by way of what is not granted.
    #expect(
      beside.output == """
        (:error, :eacces) (:ok, "SECRET") (:ok, "SECRET")
        (:error, :eacces) (:error, :eacces)
        (:ok, "SECRET") (:ok, 6) (:ok, "SECRET")

        """
    )
    #expect(ground.untouched == before)
  }

  @Test func aDirectoryIsKnownByAllItsNames() throws {
    let ground = try Ground()
    defer { ground.remove() }
    symlink(ground.inside, ground.root + "/name")
    let run = try ground.run(
      """
      let name = "\(ground.root)/name"
      print(File.read(name <> "/a.txt"), File.read(inside <> "/a.txt"), File.read("a.txt"))
      print(File.current_dir() == (:ok, name), File.real_path("a.txt") == (:ok, inside <> "/a.txt"))
      print(File.read(name <> "/../outside/secret.txt"), File.read("\(ground.root)"))
      """,
      [.files(.read, in: ground.root + "/name/")]
    )
    #expect(
      run.output == """
        (:ok, "A") (:ok, "A") (:ok, "A")
        true true
        (:error, :eacces) (:error, :eacces)

        """
    )
    let missing = try ground.run(
      "print(File.read(\"a\"), File.list(\"/no/such\"), File.read(\"/etc/passwd\"))",
      [.files(.read, in: "/no/such")]
    )
    #expect(missing.output == "(:error, :enoent) (:error, :enoent) (:error, :eacces)\n")
  }

  @Test func strangePathsAreErrors() throws {
    let ground = try Ground()
    defer { ground.remove() }
    var chain = "a.txt"
    for index in 0...40 {
      symlink(chain, ground.inside + "/chain_\(index)")
      chain = "chain_\(index)"
    }
    let run = try ground.run(
      """
      fn zero(p) { try { File.read(p) } catch { (:error, reason) -> reason } }
      print(zero("a.txt\\0"), zero("\\0"), zero("a.txt\\0/../../outside/secret.txt"), zero(:a))
      print(File.read(""), File.read(String.repeat("a/", 3_000)), File.read(String.repeat("a", 300)))
      print(File.read(String.repeat("dir/../", 500) <> "a.txt"), File.read(String.repeat("./", 2_000) <> "a.txt"))
      print(File.read("loop_a"), File.list("loop_a/x"), File.write("loop_b", ""), File.read("chain_39"))
      print(File.read("chain_40"), File.read_link("loop_a"), File.link_stat("loop_a") != nil)
      let deep = String.repeat("d/", 400)
      print(File.make_dir_all(deep), File.write(deep <> "f", "deep"))
      print(File.read(deep <> String.repeat("../", 400) <> "a.txt"), File.read(deep <> "f"))
      # Goes down and up again and again, so that the way to the directory must be found anew each time.
      let up_and_down = deep <> String.repeat("../d/", 600)
      print(File.read(up_and_down <> "f"))
      for (what, got) in [("read", File.read("fifo")), ("write", File.write("fifo", "")),
          ("append", File.append("fifo", "")), ("read_at", File.read_at("fifo", 0, 1)),
          ("copy from", File.copy("fifo", "x")), ("copy to", File.copy("a.txt", "fifo"))] {
        if got != (:error, :eacces) { print(what, got) }
      }
      print(File.stat!("fifo").kind, File.exists?("x"), File.remove("fifo"))
      """
    )
    #expect(
      run.output == """
        :badarg :badarg :badarg :badarg
        (:error, :enoent) (:error, :enametoolong) (:error, :enametoolong)
        (:ok, "A") (:ok, "A")
        (:error, :eloop) (:error, :eloop) (:error, :eloop) (:ok, "A")
        (:error, :eloop) (:ok, "loop_b") true
        :ok :ok
        (:ok, "A") (:ok, "deep")
        (:error, :enametoolong)
        :other false :ok

        """
    )
  }

  /// A flag for a thread.
  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  /// Another program puts symbolic links in the way, at any moment.
  @Test func linksThatComeAndGoLeadNowhere() throws {
    let ground = try Ground()
    defer { ground.remove() }
    let before = ground.untouched
    let inside = ground.inside
    try FileManager.default.createDirectory(
      atPath: inside + "/real_dir",
      withIntermediateDirectories: true
    )
    for file in ["real_dir/secret.txt", "real_file"] {
      try Data("fine".utf8).write(to: URL(fileURLWithPath: inside + "/" + file))
    }
    symlink("../outside", inside + "/evil_dir")
    symlink("../outside/secret.txt", inside + "/evil_file")
    let stop = Flag()
    let swapper = Thread {
      while !stop.isSet.load(ordering: .relaxed) {
        for kind in ["real", "evil"] {
          rename(inside + "/\(kind)_dir", inside + "/swap_dir")
          rename(inside + "/\(kind)_file", inside + "/swap_file")
          rename(inside + "/swap_dir", inside + "/\(kind)_dir")
          rename(inside + "/swap_file", inside + "/\(kind)_file")
        }
      }
    }
    swapper.start()
    defer { stop.isSet.store(true, ordering: .relaxed) }
    let run = try ground.run(
      """
      fn tries(0, seen) { seen }
      fn tries(n, seen) {
        let got = [File.read("swap_dir/secret.txt"), File.read("swap_file"),
          File.write("swap_dir/new.txt", ""), File.write("swap_file", "fine"),
          File.set_mode("swap_file", 0o644), File.make_dir("swap_dir/new"), File.list("swap_dir"),
          File.remove("swap_dir/new.txt"), File.rename("swap_dir/secret.txt", "swap_dir/secret.txt"),
          File.real_path("swap_dir/secret.txt"), File.read("swap_dir/../swap_file")]
        tries(n - 1, List.reduce(got, seen) { x, seen in Map.put(seen, x, true) })
      }
      let tasks = for _ in 1..4 { Task.async { tries(1_000, %{}) } }
      let seen = List.reduce(Task.await_many(tasks, 120_000), %{}) { a, b in Map.merge(a, b) }
      for (x, _) in seen {
        match x {
          :ok -> :ok
          (:ok, "fine") -> :ok
          (:ok, "") -> :ok
          (:ok, names) when is_list(names) -> {
            if List.member?(names, "folder") { print("listed", names) }
          }
          (:ok, path) -> if not String.starts_with?(path, inside) { print("found", path) }
          (:error, why) -> {
            if not List.member?([:enoent, :eacces, :eloop, :enotdir, :eexist, :enotsup], why) { print("error", why) }
          }
        }
      }
      print(Map.has_key?(seen, (:ok, "fine")), Map.has_key?(seen, (:error, :eacces)))
      """
    )
    #expect(run.output == "true true\n")
    #expect(ground.untouched == before)
  }

  #if os(Linux)
  @Test func descriptorsAreClosed() throws {
    let ground = try Ground()
    defer { ground.remove() }
    for _ in 0..<20 {
      let run = try ground.run(
        """
        for p in ["a.txt", "dir/../a.txt", "link_out", "loop_a", "fifo", "dir/b.txt", "none/x", "dir_in/.."] {
          File.read(p)
          File.list(p)
          File.stat(p)
          File.real_path(p)
        }
        print(File.copy("a.txt", "dir/c"))
        """
      )
      #expect(run.output == "(:ok, 1)\n")
    }
    // A thread of the blocking pool may hold on to the last machine for a moment.
    var open = try descriptors(below: ground.root)
    for _ in 0..<500 where !open.isEmpty {
      Thread.sleep(forTimeInterval: 0.02)
      open = try descriptors(below: ground.root)
    }
    #expect(open.isEmpty)
  }

  private func descriptors(below root: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      .compactMap {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
      }
      .filter { $0.hasPrefix(root) }
  }
  #endif
}
