/// The functions that are measured.
let script = """
  module Bench {
    fn nothing() { 0 }
    fn same(value) { value }
    fn hold() { receive { :go -> 0 } }

    fn immediate(n) { call_immediate(n, 0) }
    private fn call_immediate(0, sum) { sum }
    private fn call_immediate(n, sum) { call_immediate(n - 1, sum + Swift.immediate(n)) }

    fn blocking(n) { call_blocking(n, 0) }
    private fn call_blocking(0, sum) { sum }
    private fn call_blocking(n, sum) { call_blocking(n - 1, sum + Swift.blocking(n)) }

    fn waiting(n) { call_waiting(n, 0) }
    private fn call_waiting(0, sum) { sum }
    private fn call_waiting(n, sum) { call_waiting(n - 1, sum + Swift.waiting(n)) }

    fn sink(n, host) { take(n); host ! :done }
    private fn take(0) { :ok }
    private fn take(n) { receive { _ -> take(n - 1) } }

    fn source(n, host) { give(n, host) }
    private fn give(0, _) { :ok }
    private fn give(n, host) { host ! n; give(n - 1, host) }
  }
  """

/// A script that is made, loaded and called again and again.
let smallScript = "module Small { fn twice(n) { n * 2 } }"
