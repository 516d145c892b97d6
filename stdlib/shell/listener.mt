## Internal: the process that starts a shell for each client of a program that listens.
module Shell.Listener {
  ## Internal: waits for clients as long as the program runs, which does not wait for it.
  fn main() {
    let device = Terminal.accept()
    # Nothing links them: however a shell ends, the next client finds somebody waiting.
    spawn { Shell.run(device, []) }
    main()
  }
}
