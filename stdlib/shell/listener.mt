## Internal: the process that starts a shell for each client of a program that listens.
module Shell.Listener {
  ## Internal: waits for clients as long as the program runs, which does not wait for it.
  fn main() {
    let device = Terminal.accept()
    # Nothing links them: however a shell ends, the next client finds somebody waiting.
    spawn { host(device) }
    main()
  }

  # A shell closes its device when its user leaves; one that is killed cannot.
  private fn host(device) {
    let (_, ref) = spawn_monitor { Shell.run(device, []) }
    receive {
      (:DOWN, ^ref, _, _, _) -> Terminal.close(device, 1)
    }
  }
}
