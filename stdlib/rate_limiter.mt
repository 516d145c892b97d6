## A rate limiter: so many tokens per interval, with bursts, for one thing or for each key.
##
## A limiter is a process that holds token buckets. A bucket holds at most `burst` tokens and is
## filled with `rate` tokens per `interval` milliseconds, evenly; who wants to do something takes a
## token. Each key has a bucket of its own, which takes memory only while it is not full.
##
## ```
## let (:ok, limiter) = RateLimiter.start_link(rate: 100, interval: 1_000, burst: 20)
## if RateLimiter.allow?(limiter, user) { serve(user) } else { refuse(user) }
## ```
##
## Options of `start_link`:
##
## - `rate`: how many tokens come in an interval; a positive integer, and the only option that must
##   be given.
## - `interval`: milliseconds, 1,000 unless told.
## - `burst`: how many tokens a bucket holds, `rate` unless told.
## - `name`: the limiter is registered under it.
## - `now`: a function that gives the time in milliseconds, `Time.monotonic()` unless told; and
##   `sleep`, a function that waits so many milliseconds: with the two, tests decide what time it
##   is.
##
## >> let (:ok, limiter) = RateLimiter.start_link(rate: 2, interval: 60_000); [RateLimiter.allow?(limiter), RateLimiter.allow?(limiter), RateLimiter.allow?(limiter)]
## [true, true, false]
module RateLimiter {
  # A bucket is one integer: the time at which it will be full again, if nobody takes anything more
  # (the "generic cell rate algorithm"). Times are counted in milliseconds times `rate`, so that a
  # token is worth `interval` of them and nothing is ever rounded. A bucket that is full need not be
  # kept.
  #
  # The buckets are in two maps, those taken from lately and the older ones. When as much time has
  # passed as an empty bucket takes to be full, all older ones are full and are dropped together.

  let default_key = :default

  ## Starts a limiter that is linked to the caller; `(:ok, pid)`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 5); RateLimiter.available(limiter)
  ## 5
  fn start_link(options) {
    GenServer.start_link(RateLimiter, settings(options), Map.take(options, [:name]))
  }

  ## Starts a limiter that is linked to nobody; `(:ok, pid)`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start(rate: 5); RateLimiter.stop(limiter)
  ## :ok
  fn start(options) {
    GenServer.start(RateLimiter, settings(options), Map.take(options, [:name]))
  }

  ## Ends a limiter.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start(rate: 5); RateLimiter.stop(limiter)
  ## :ok
  fn stop(limiter) { GenServer.stop(limiter) }

  private fn settings(options) {
    match Map.keys(options) -- [:rate, :interval, :burst, :name, :now, :sleep] {
      []        -> :ok
      [key | _] -> raise((:bad_option, key))
    }
    let rate = positive(options, :rate, nil)
    let interval = positive(options, :interval, 1_000)
    let burst = positive(options, :burst, rate)
    %{
      rate: rate,
      cost: interval,
      capacity: burst * interval,
      # How long an empty bucket takes to be full, but not so short that the limiter is kept busy by
      # it.
      period: max(burst * interval div rate + 1, 1_000),
      now: Map.get(options, :now),
      sleep: Map.get(options, :sleep),
    }
  }

  private fn positive(options, name, default) {
    match Map.get(options, name, default) {
      n when is_integer(n) and n > 0 -> n
      other                          -> raise((:bad_option, (name, other)))
    }
  }

  private fn max(a, b) { if a > b { a } else { b } }

  ## Takes a token, if there is one: whether there was.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1, interval: 60_000); (RateLimiter.allow?(limiter), RateLimiter.allow?(limiter))
  ## (true, false)
  fn allow?(limiter) { allow?(limiter, default_key, 1) }

  ## Takes a token from the bucket of a key, if there is one: whether there was.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1, interval: 60_000); (RateLimiter.allow?(limiter, :ann), RateLimiter.allow?(limiter, :bob), RateLimiter.allow?(limiter, :ann))
  ## (true, true, false)
  fn allow?(limiter, key) { allow?(limiter, key, 1) }

  ## Takes `n` tokens from the bucket of a key, if there are as many: whether there were.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 5, interval: 60_000); (RateLimiter.allow?(limiter, :ann, 4), RateLimiter.allow?(limiter, :ann, 2))
  ## (true, false)
  fn allow?(limiter, key, n) { take(limiter, key, n) === :ok }

  ## Like `allow?`, and tells how long to wait: `:ok`, or `(:error, ms)` when as many tokens will be
  ## there in so many milliseconds if nobody else takes them, or `(:error, :too_large)` when a
  ## bucket never holds so many.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1, now: fn() { 0 }); (RateLimiter.take(limiter, :ann, 1), RateLimiter.take(limiter, :ann, 1))
  ## (:ok, (:error, 1000))
  fn take(limiter, key, n) when is_integer(n) and n > 0 {
    match GenServer.call(limiter, (:take, key, n, 0), :infinity) {
      (:ok, _)         -> :ok
      (:error, _) as e -> e
    }
  }

  ## Waits until there is a token and takes it; `:ok`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1_000); RateLimiter.wait(limiter)
  ## :ok
  fn wait(limiter) { wait(limiter, default_key, 1, :infinity) }

  ## Waits until there is a token in the bucket of a key and takes it; `:ok`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1_000); RateLimiter.wait(limiter, :ann)
  ## :ok
  fn wait(limiter, key) { wait(limiter, key, 1, :infinity) }

  ## Waits until there are `n` tokens in the bucket of a key and takes them; `:ok`, or
  ## `(:error, :too_large)`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 10); RateLimiter.wait(limiter, :ann, 11)
  ## (:error, :too_large)
  fn wait(limiter, key, n) { wait(limiter, key, n, :infinity) }

  ## Like `wait`, for at most `timeout` milliseconds. The tokens are promised to those who wait in
  ## the order in which they asked, so the limiter knows when it will be whose turn: when that is
  ## too late, the result is `(:error, :timeout)` at once, and no token is taken. Those of a process
  ## that ends while it waits are lost.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1, interval: 60_000); (RateLimiter.wait(limiter, :ann, 1, 0), RateLimiter.wait(limiter, :ann, 1, 100))
  ## (:ok, (:error, :timeout))
  fn wait(limiter, key, n, timeout) when is_integer(n) and n > 0 {
    match GenServer.call(limiter, (:take, key, n, timeout), :infinity) {
      (:ok, 0)                  -> :ok
      (:ok, (ms, nil))          -> Process.sleep(ms)
      (:ok, (ms, sleep))        -> {
        sleep(ms)
        :ok
      }
      (:error, :too_large) as e -> e
      (:error, _)               -> (:error, :timeout)
    }
  }

  ## How many tokens there are.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 3, interval: 60_000); RateLimiter.allow?(limiter); RateLimiter.available(limiter)
  ## 2
  fn available(limiter) { available(limiter, default_key) }

  ## How many tokens there are in the bucket of a key.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 3); RateLimiter.available(limiter, :ann)
  ## 3
  fn available(limiter, key) { GenServer.call(limiter, (:available, key), :infinity) }

  ## Fills the bucket of a key; `:ok`.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1, interval: 60_000); RateLimiter.allow?(limiter, :ann); RateLimiter.reset(limiter, :ann); RateLimiter.allow?(limiter, :ann)
  ## true
  fn reset(limiter, key) { GenServer.call(limiter, (:reset, key), :infinity) }

  ## How many buckets are kept: those that are not full, and for a while those that have become so.
  ##
  ## >> let (:ok, limiter) = RateLimiter.start_link(rate: 1); RateLimiter.allow?(limiter, :ann); RateLimiter.size(limiter)
  ## 1
  fn size(limiter) { GenServer.call(limiter, :size, :infinity) }

  # State: (settings, lately, older, full at, full at, turn at, timer). The two times say when the
  # fullest of the buckets of each map will be full; `timer` is whether a message `:turn` is under
  # way.

  ## Internal: the limiter starts.
  fn init(settings) { (:ok, (settings, %{}, %{}, 0, 0, time(settings) + settings.period, false)) }

  ## Internal: a request of another process.
  fn handle_call((:take, key, n, timeout), _from, state) {
    let settings = elem(state, 0)
    let ms = time(settings)
    let (_, young, old, _, _, _, _) as state = turn(state, ms)
    let now = ms * settings.rate
    let full_at = later(young[key] or old[key] or now, now) + n * settings.cost
    # What the bucket lacks now, or less than nothing.
    let lack = full_at - now - settings.capacity
    if lack <= 0 {
      (:reply, (:ok, 0), put(state, key, full_at))
    } else if n * settings.cost > settings.capacity {
      (:reply, (:error, :too_large), state)
    } else {
      let wait = (lack + settings.rate - 1) div settings.rate
      # Integers come before atoms: everything is before `:infinity`.
      if wait <= timeout {
        (:reply, (:ok, (wait, settings.sleep)), put(state, key, full_at))
      } else {
        (:reply, (:error, wait), state)
      }
    }
  }
  fn handle_call((:available, key), _from, (settings, young, old, _, _, _, _) as state) {
    let now = time(settings) * settings.rate
    let full_at = later(young[key] or old[key] or now, now)
    let left = settings.capacity - (full_at - now)
    (:reply, if left > 0 { left div settings.cost } else { 0 }, state)
  }
  fn handle_call((:reset, key), _from, (settings, young, old, until, old_until, at, timer)) {
    let (young, old) = (Map.delete(young, key), Map.delete(old, key))
    (:reply, :ok, (settings, young, old, until, old_until, at, timer))
  }
  fn handle_call(:size, _from, state) {
    let (_, young, old, _, _, _, _) as state = turn(state, time(elem(state, 0)))
    (:reply, map_size(young) + Map.count(old) { key, _ in not Map.has_key?(young, key) }, state)
  }

  ## Internal: it is time to drop the buckets that are full.
  fn handle_info(:turn, (settings, young, old, until, old_until, at, _)) {
    let state = turn((settings, young, old, until, old_until, at, false), time(settings))
    (:noreply, awake(state))
  }
  fn handle_info(_message, state) { (:noreply, state) }

  private fn time(%{now: nil}) { Time.monotonic() }
  private fn time(%{now: now}) { now() }

  private fn later(a, b) { if a > b { a } else { b } }

  private fn put((settings, young, old, until, old_until, at, timer), key, full_at) {
    let young = Map.put(young, key, full_at)
    awake((settings, young, old, later(until, full_at), old_until, at, timer))
  }

  # Sees to it that buckets go also when nobody asks any more.
  private fn awake((settings, young, old, until, old_until, at, false) as state) {
    if map_size(young) > 0 or map_size(old) > 0 {
      Process.send_after(self(), :turn, settings.period)
      (settings, young, old, until, old_until, at, true)
    } else {
      state
    }
  }
  private fn awake(state) { state }

  # The older buckets go when they are full: promises may keep them for longer than a period.
  private fn turn((settings, young, _, until, old_until, at, timer) as state, ms) {
    let now = ms * settings.rate
    if ms < at or old_until > now {
      state
    } else if until <= now {
      (settings, %{}, %{}, now, now, ms + settings.period, timer)
    } else {
      (settings, %{}, young, now, until, ms + settings.period, timer)
    }
  }
}
