## Internal: pictures that are drawn again and again on the whole screen, until a key is pressed.
##
## They are drawn on the terminal's other screen, so that what stood there comes back. Should the
## process be ended meanwhile, another one puts the screen in order.
module Shell.Screen {
  let begin = "\e[?1049h\e[?25l\e[H\e[2J"
  let end = "\e[?25h\e[?1049l"

  ## Internal: draws every so many milliseconds what `draw(state, view)` gives, `(lines, new_state)`, until
  ## `key(text, state)` gives `:leave` for a key; otherwise that gives the next state. Where the screen
  ## cannot be drawn anew, the first lines are printed, and that is all.
  fn run(every, state, draw, key) {
    let view = Shell.View.current()
    if view.live {
      let device = Shell.Context.device()
      let guard = guard(device)
      Terminal.write(device, begin)
      try { loop(device, every, state, draw, key) } after { restore(guard) }
      :"$no_value"
    } else {
      let (lines, _) = draw(state, view)
      Shell.View.show(lines)
    }
  }

  private fn loop(device, every, state, draw, key) {
    let view = Shell.View.current()
    let (lines, state) = draw(state, view)
    Terminal.write(device, frame(lines, view))
    match Terminal.read_key(device, every) {
      :timeout     -> loop(device, every, state, draw, key)
      :eof         -> :ok
      (:key, text) -> {
        match key(text, state) {
          :leave -> :ok
          state  -> loop(device, every, state, draw, key)
        }
      }
    }
  }

  ## Internal: what draws lines over an earlier picture.
  ##
  ## >> Shell.Screen.frame(["a", "b"], %{rows: 24})
  ## "\e[Ha\e[K\r\nb\e[K\e[J"
  fn frame(lines, view) {
    let shown = for line in List.take(lines, view.rows) { line <> "\e[K" }
    "\e[H" <> String.join(shown, "\r\n") <> "\e[J"
  }

  # The one who draws may be killed at any time.
  private fn guard(device) {
    let drawer = self()
    spawn {
      let ref = monitor(drawer)
      receive {
        (:restore, from, answer) -> {
          Terminal.write(device, end)
          from ! (answer, :ok)
        }
        (:DOWN, ^ref, _, _, _) -> Terminal.write(device, end)
      }
    }
  }

  private fn restore(guard) {
    let ref = monitor(guard)
    guard ! (:restore, self(), ref)
    receive {
      (^ref, :ok)            -> demonitor(ref, flush: true)
      (:DOWN, ^ref, _, _, _) -> true
    }
  }
}
