## Standard output, standard error and standard input.
##
## `print` writes values and a newline, as everywhere. What is printed is gathered and written in larger
## pieces, unless standard output is a terminal; it is written before the program waits for input and
## when it ends, and `IO.flush` waits until it is.
##
## ```
## IO.write("Your name? ")
## let name = IO.read_line()
## IO.each_line { line in print(String.upcase(line)) }
## ```
##
## >> IO.write("")
## :ok
module IO {
  ## Writes a value to standard output, a string as it is and anything else as `inspect` shows it.
  ##
  ## >> IO.write("")
  ## :ok
  fn write(value) { IO.write_bytes(to_string(value)) }

  ## Writes a value and a newline to standard output: `print` with one argument.
  fn puts(value) { print(value) }

  ## Prints a value as `inspect` shows it and gives it back, so that it can stand anywhere in a pipe.
  fn inspect(value) {
    print_inspected("", value)
    value
  }

  ## Like `inspect`, with a label before the value.
  fn inspect(value, label) {
    print_inspected(to_string(label) <> ": ", value)
    value
  }

  private fn print_inspected(before, value) { IO.write_bytes("\(before)\(inspected(value))\n") }

  # In this module a plain `inspect` means the function above.
  private fn inspected(value) { Kernel.inspect(value) }

  ## Writes a value and a newline to standard error.
  fn warn(value) { IO.write_error_bytes("\(value)\n") }

  ## Writes a value to standard error.
  ##
  ## >> IO.write_error("")
  ## :ok
  fn write_error(value) { IO.write_error_bytes(to_string(value)) }

  ## The next line of standard input without its end, or nil when there is none.
  fn read_line() {
    match input(IO.read_line_bytes()) {
      nil  -> nil
      line -> without_end(line)
    }
  }

  ## Writes a prompt and reads a line.
  fn read_line(prompt) {
    write(prompt)
    read_line()
  }

  ## The next bytes of standard input, at least one and at most `count`, or nil at the end. Waits until
  ## there are some.
  fn read_chunk(count) { input(IO.read_chunk_bytes(count)) }

  ## Everything up to the end of standard input.
  fn read_all() { input(IO.read_all_bytes()) or "" }

  ## The lines up to the end of standard input, without their ends.
  fn read_lines() { String.lines(read_all()) }

  ## Calls `f` with every line of standard input, without its end; gives `:ok`.
  fn each_line(f) {
    match read_line() {
      nil  -> :ok
      line -> {
        f(line)
        each_line(f)
      }
    }
  }

  ## Goes through the lines of standard input with an accumulator: `f(line, acc)` gives the next one.
  fn reduce_lines(acc, f) {
    match read_line() {
      nil  -> acc
      line -> reduce_lines(f(line, acc), f)
    }
  }

  ## Calls `f` with the bytes of standard input, piece by piece as they come; gives `:ok`.
  fn each_chunk(f) {
    match read_chunk(65_536) {
      nil   -> :ok
      chunk -> {
        f(chunk)
        each_chunk(f)
      }
    }
  }

  private fn input(:eof) { nil }
  private fn input((:ok, bytes)) { bytes }
  private fn input((:error, reason)) { raise((:io_error, reason)) }

  private fn without_end(line) {
    String.remove_suffix(String.remove_suffix(line, "\n"), "\r")
  }
}
