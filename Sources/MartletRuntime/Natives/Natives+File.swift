extension NativeModule {
  /// Files, as natives that wait on the blocking pool; `stdlib/file.mt` has the rest.
  static let file = NativeModule("File", contents + entries + places)

  // MARK: - Contents

  private static let contents: [Native] = [
    Native(
      "read",
      "path",
      requires: .files,
      doc: """
        The contents of a file: `(:ok, bytes)` or `(:error, reason)`.

        >> File.read("/no/such/file")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      // What is read is held twice for a moment.
      let limit =
        max(0, call.machine.pointee.options.maxMemory - call.machine.pointee.ledger.pointee.bytes)
        / 2
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .read) { SystemFiles.read($0, limit: limit) }
      }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "read_at",
      "path",
      "offset",
      "count",
      requires: .files,
      doc: """
        At most `count` bytes of a file from byte `offset` on, none at its end: `(:ok, bytes)` or
        `(:error, reason)`.

        >> File.read_at("/no/such/file", 0, 10)
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      guard call[1].isSmall, call[1].small >= 0, call[2].isSmall, call[2].small >= 0,
        call[2].small <= 1 << 30
      else { throw call.badarg }
      let offset = call[1].small
      let count = call[2].small
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .read) { SystemFiles.read($0, from: offset, count: count) }
      }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "write",
      "path",
      "bytes",
      requires: .files,
      doc: """
        Writes a file; what it held before is gone. `:ok` or `(:error, reason)`.

        >> File.write("/no/such/file", "text")
        (:error, :enoent)
        """
    ) { call throws(Raise) in try call.writeFile(.replace) },
    Native(
      "append",
      "path",
      "bytes",
      requires: .files,
      doc: """
        Writes behind what a file holds, which is made when it is not there.

        >> File.append("/no/such/file", "text")
        (:error, :enoent)
        """
    ) { call throws(Raise) in try call.writeFile(.append) },
    Native(
      "create",
      "path",
      "bytes",
      requires: .files,
      doc: """
        Writes a file that must not be there yet; otherwise `(:error, :eexist)`.

        >> File.create("/no/such/file", "text")
        (:error, :enoent)
        """
    ) { call throws(Raise) in try call.writeFile(.create) },
    Native(
      "copy",
      "path",
      "other",
      requires: .files,
      doc: """
        Copies a file's contents and permissions: `(:ok, bytes_copied)` or `(:error, reason)`.

        >> File.copy("/no/such/file", "other")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let other = try call.systemPath(1)
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .read) { source in
          files.with(other, .write) { SystemFiles.copy(source, to: $0) }
        }
      }
      guard let result else { return .wait }
      switch result {
      case .success(let count): return try call.ok(try call.integer(count))
      case .failure(let error): return try call.failure(error)
      }
    },
  ]

  // MARK: - Entries

  private static let entries: [Native] = [
    Native(
      "status",
      "path",
      "follow",
      requires: .files,
      doc: """
        `(:ok, (kind, size, modified, accessed, mode, inode, links))`, times in nanoseconds since
        1970, or `(:error, reason)`. See `File.stat`.

        >> File.status("/no/such/file", true)
        (:error, :enoent)
        """
    ) { call throws(Raise) in try call.fileStatus() },
    Native(
      "list",
      "path",
      requires: .files,
      doc: """
        The names in a directory, in order: `(:ok, names)` or `(:error, reason)`.

        >> File.list("/no/such/directory")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      let result = call.blocking { files.with(path, .read) { SystemFiles.list($0) } }
      guard let result else { return .wait }
      switch result {
      case .success(let names): return try call.ok(try call.list(of: names))
      case .failure(let error): return try call.failure(error)
      }
    },
    Native(
      "make_dir",
      "path",
      requires: .files,
      doc: """
        Makes a directory; the one it is in must be there. `:ok` or `(:error, reason)`.

        >> File.make_dir("/no/such/directory")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .writeDirectoryName) { SystemFiles.makeDirectory($0) }
      }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "remove",
      "path",
      requires: .files,
      doc: """
        Removes a file or a symbolic link. `:ok` or `(:error, reason)`.

        >> File.remove("/no/such/file")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      let result = call.blocking { files.with(path, .writeName) { SystemFiles.remove($0) } }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "remove_dir",
      "path",
      requires: .files,
      doc: """
        Removes an empty directory. `:ok` or `(:error, reason)`.

        >> File.remove_dir("/no/such/directory")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .writeDirectoryName) { SystemFiles.removeDirectory($0) }
      }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "rename",
      "path",
      "other",
      requires: .files,
      doc: """
        Gives a file or directory another name or place. `:ok` or `(:error, reason)`.

        >> File.rename("/no/such/file", "/no/such/other")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let other = try call.systemPath(1)
      let files = call.sandbox.files
      let result = call.blocking {
        files.with(path, .writeDirectoryName) { source in
          files.with(other, .writeDirectoryName) { SystemFiles.rename(source, to: $0) }
        }
      }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "link",
      "path",
      "target",
      requires: .files,
      doc: """
        Makes a symbolic link at `path` that points to `target`. `:ok` or `(:error, reason)`.

        >> File.link("/no/such/link", "target")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let target = try call.systemPath(1)
      let files = call.sandbox.files
      guard let result = call.blocking({ files.link(path, to: target) }) else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "read_link",
      "path",
      requires: .files,
      doc: """
        Where a symbolic link points to: `(:ok, path)` or `(:error, reason)`.

        >> File.read_link("/no/such/link")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      let result = call.blocking { files.with(path, .readName) { SystemFiles.target(of: $0) } }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "set_mode",
      "path",
      "mode",
      requires: .files,
      doc: """
        Sets the permission bits of a file. `:ok` or `(:error, reason)`.

        >> File.set_mode("/no/such/file", 0o600)
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      guard call[1].isSmall else { throw call.badarg }
      let mode = call[1].small
      let files = call.sandbox.files
      guard let result = call.blocking({ files.setMode(path, mode) }) else { return .wait }
      return try call.outcome(result)
    },
  ]

  // MARK: - Places

  private static let places: [Native] = [
    Native(
      "current_dir",
      requires: .files,
      doc: """
        The directory that relative paths begin at: `(:ok, path)` or `(:error, reason)`.

        >> let (:ok, here) = File.current_dir(); String.starts_with?(here, "/")
        true
        """
    ) { call throws(Raise) in
      let files = call.sandbox.files
      guard let result = call.blocking({ files.currentDirectory() }) else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "change_dir",
      "path",
      requires: .files,
      doc: """
        Lets relative paths begin at another directory, for the whole program; where modules are looked
        for by a relative path, that changes too. `:ok` or `(:error, reason)`.

        >> File.change_dir("/no/such/directory")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      guard let result = call.blocking({ files.changeDirectory(path) }) else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "real_path",
      "path",
      requires: .files,
      doc: """
        The absolute path without symbolic links, `.` and `..`: `(:ok, path)` or
        `(:error, reason)`.

        >> File.real_path("/no/such/file")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let path = try call.systemPath(0)
      let files = call.sandbox.files
      guard let result = call.blocking({ files.realPath(path) }) else { return .wait }
      return try call.outcome(result)
    },
    Native(
      "temp_dir",
      requires: .files,
      doc: """
        The directory for files that nobody needs for long. Where only some directories are granted, it is the
        first that may be written.

        >> is_string(File.temp_dir())
        true
        """
    ) { call throws(Raise) in try call.binary(call.sandbox.files.temporaryDirectory()) },
    Native(
      "make_temp_dir",
      "parent",
      requires: .files,
      doc: """
        Makes a directory of a new name in a directory: `(:ok, path)` or `(:error, reason)`.

        >> File.make_temp_dir("/no/such/directory")
        (:error, :enoent)
        """
    ) { call throws(Raise) in
      let parent = Array(try call.text(0))
      let files = call.sandbox.files
      let result = call.blocking { files.makeTemporaryDirectory(in: parent) }
      guard let result else { return .wait }
      return try call.outcome(result)
    },
  ]
}

extension NativeCall {
  fileprivate mutating func writeFile(_ mode: SystemFiles.WriteMode) throws(Raise) -> Term {
    let path = try systemPath(0)
    // The bytes are copied for the first call only; the second one just takes the result.
    let bytes = continuation == nil ? Array(try text(1)) : []
    let files = sandbox.files
    // What must not be there yet is no link either.
    let use: FileAccess.Use = if case .create = mode { .writeName } else { .write }
    let result = blocking { files.with(path, use) { SystemFiles.write($0, bytes, mode) } }
    guard let result else { return .wait }
    return try outcome(result)
  }

  fileprivate mutating func fileStatus() throws(Raise) -> Term {
    let path = try systemPath(0)
    let followsLinks = !self[1].isFalsy
    let files = sandbox.files
    let result = blocking {
      files.with(path, followsLinks ? .read : .readName) {
        SystemFiles.status($0, followsLinks: followsLinks)
      }
    }
    guard let result else { return .wait }
    switch result {
    case .failure(let error): return try failure(error)
    case .success(let status):
      let kind = keep(try atom(status.kind.rawValue))
      let size = keep(try integer(status.size))
      let modified = keep(try integer(status.modified))
      let accessed = keep(try integer(status.accessed))
      let inode = keep(try integer(status.inode))
      try reserve(8 + 3)
      return write { writer in
        let fields = writer.tuple([
          self[kind], self[size], self[modified], self[accessed], Term(small: status.mode),
          self[inode], Term(small: status.links),
        ])
        return writer.tuple(.atom(.ok), fields)
      }
    }
  }
}
