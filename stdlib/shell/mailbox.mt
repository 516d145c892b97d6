## Internal: the mailbox of the process that evaluates.
module Shell.Mailbox {
  # So many messages are shown; the others are only dropped.
  let shown = 1_000

  ## Internal: prints the messages that are there, drops them, and says how many that were. What comes
  ## meanwhile stays, so that it ends however fast somebody sends.
  fn flush(view) {
    let count = Process.info(self(), :message_queue_len)
    let printed = printed(List.min([count, shown]), 0, view)
    let dropped = printed + dropped(count - printed, 0)
    print(Shell.View.paint(told(dropped, printed), :faint, view))
    :"$no_value"
  }

  private fn told(0, _) { "no messages" }
  private fn told(count, count) { Shell.View.count(count, "message") }
  private fn told(count, printed) {
    "\(Shell.View.count(count, "message")), of which \(Shell.View.number(printed)) are shown"
  }

  private fn printed(0, done, _view) { done }
  private fn printed(left, done, view) {
    # What the shell's own processes say to each other is no message of the user's.
    receive {
      message when not (is_tuple(message) and elem(message, 0) == :"$ask") -> {
        print(Shell.View.block(message, view.width, view))
        printed(left - 1, done + 1, view)
      }
      after 0 -> done
    }
  }

  private fn dropped(0, done) { done }
  private fn dropped(left, done) {
    receive {
      message when not (is_tuple(message) and elem(message, 0) == :"$ask") -> dropped(left - 1, done + 1)
      after 0 -> done
    }
  }
}
