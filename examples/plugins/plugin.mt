## The process of a plugin, as the host starts it. Plugins know nothing of processes.
##
## A plugin is a module with two functions. `start(data)` gives its first state; `data` is its data
## directory, for the functions in `Data`, or nil when it has none. `handle(event, state)` is called
## for each event and gives `(answer, state)`; the answer is a text, or nil.
module Plugin {
  ## Runs a plugin until it fails or is told to stop, and answers to `host`.
  fn run(plugin, host, data) { serve(plugin, host, plugin.start(data)) }

  private fn serve(plugin, host, state) {
    receive {
      (:event, number, event) -> {
        let (answer, state) = plugin.handle(event, state)
        host ! (:answer, number, self(), answer)
        serve(plugin, host, state)
      }
      :stop -> :ok
    }
  }
}
