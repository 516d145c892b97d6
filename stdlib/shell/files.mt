## Internal: files and code from the shell.
module Shell.Files {
  # MARK: Code

  ## Internal: compiles a file and loads its modules: a list of their names, or `:error` with what is
  ## wrong printed.
  fn compile(path) {
    let expanded = Path.expand(path)
    let candidates = if Path.extname(path) == ".mt" { [expanded] } else { [expanded, expanded <> ".mt"] }
    match List.find(candidates, &File.file?/1) {
      nil  -> failure("There is no file \(String.join(candidates, " or ")).")
      file -> loaded(file)
    }
  }

  private fn loaded(file) {
    match Code.load_file(file) {
      (:ok, [])                                  -> failure("There is no module in \(file).")
      (:ok, modules)                             -> modules
      (:error, reason) when is_atom(reason)      -> failure("\(file): \(words(reason))")
      (:error, messages) when is_binary(messages) -> {
        IO.write(messages)
        :error
      }
      (:error, other) -> failure(inspect(other))
    }
  }

  private fn failure(text) {
    print(text)
    :error
  }

  ## Internal: loads a module anew from the file that it came from.
  fn reload(module_name) {
    match Code.docs(module_name) {
      (:error, _) -> {
        let names = List.map(Code.modules(), &String.from_atom/1)
        let text = String.from_atom(module_name)
        failure("There is no module \(text).\(Shell.Near.question(Shell.Near.closest(text, names)))")
      }
      %{file: nil} -> failure("\(inspect(module_name)) has no file: it is part of the machine.")
      %{file: "martlet(" <> _} -> failure("\(inspect(module_name)) has no file: it was typed at the prompt.")
      %{file: file} -> {
        if File.file?(file) { loaded(file) }
        else { failure("\(inspect(module_name)) came from \(file), which is not there.") }
      }
    }
  }

  # MARK: Directories

  ## Internal: prints what is in a directory, or a file's name and size.
  fn list(path, view) {
    let expanded = Path.expand(path)
    match File.list(expanded) {
      (:ok, names)       -> Shell.View.show(listed(List.sort(names), expanded, view))
      (:error, :enotdir) -> {
        let size = match File.stat(expanded) {
          (:ok, status) -> "  " <> Shell.View.bytes(status.size)
          _             -> ""
        }
        Shell.View.show([Path.basename(expanded) <> size])
      }
      (:error, reason) -> failed(path, reason)
    }
  }

  private fn listed([], _path, view) { [Shell.View.paint("The directory is empty.", :faint, view)] }
  private fn listed(names, path, view) {
    let shown = List.map(names) { name in
      let safe = printable(name)
      if File.directory?(Path.join(path, name)) { safe <> "/" } else { safe }
    }
    Shell.Table.columns(shown, view)
  }

  # A file's name may be any bytes.
  private fn printable(name) {
    let text = inspect(name)
    if text == "\"\(name)\"" { name } else { text }
  }

  ## Internal: makes a directory the one where relative paths begin.
  fn change(path) {
    match File.change_dir(Path.expand(path)) {
      :ok              -> here()
      (:error, reason) -> failed(path, reason)
    }
  }

  ## Internal: prints the directory where relative paths begin.
  fn here() {
    match File.current_dir() {
      (:ok, path)      -> Shell.View.show([path])
      (:error, reason) -> failed(".", reason)
    }
  }

  private fn failed(path, reason) {
    Shell.View.show(["\(path): \(words(reason))"])
  }

  private fn words(:enoent) { "there is no such file or directory" }
  private fn words(:eacces) { "that is not allowed" }
  private fn words(:enotdir) { "that is no directory" }
  private fn words(reason) { String.from_atom(reason) }
}
