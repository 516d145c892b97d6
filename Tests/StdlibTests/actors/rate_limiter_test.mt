# RateLimiter: buckets, keys, waiting, and buckets that are dropped when they are full. Time is what the test says.

# A clock that moves when it is told to, or by what somebody sleeps.
module RateLimiterTest.Clock {
  fn start(now) { spawn_link { loop(now) } }
  fn now(clock) { ask(clock, :now) }
  fn advance(clock, ms) { ask(clock, (:advance, ms)) }

  private fn ask(clock, request) {
    let ref = make_ref()
    clock ! (request, self(), ref)
    receive { (^ref, answer) -> answer }
  }

  private fn loop(now) {
    receive {
      (:now, from, ref) -> {
        from ! (ref, now)
        loop(now)
      }
      ((:advance, ms), from, ref) -> {
        from ! (ref, :ok)
        loop(now + ms)
      }
      :stop -> :ok
    }
  }
}

fn with_limiter(options, f) {
  let clock = RateLimiterTest.Clock.start(1_000)
  let (:ok, limiter) = RateLimiter.start_link(Map.merge(%{
    now: fn() { RateLimiterTest.Clock.now(clock) },
    sleep: fn(ms) { RateLimiterTest.Clock.advance(clock, ms) },
  }, options))
  f(limiter, fn(ms) { RateLimiterTest.Clock.advance(clock, ms) })
  RateLimiter.stop(limiter)
  clock ! :stop
}

fn takes(limiter, key, count) { List.count(1..count) { _ in RateLimiter.allow?(limiter, key) } }

Test.test("a burst is allowed, then no more than comes in") {
  with_limiter(%{rate: 10, burst: 3}, fn(limiter, advance) {
    Test.expect_equal(takes(limiter, :a, 5), 3)
    advance(99)
    Test.expect_equal(takes(limiter, :a, 5), 0)
    advance(1)
    Test.expect_equal(takes(limiter, :a, 5), 1)
    advance(250)
    Test.expect_equal(takes(limiter, :a, 5), 2)
    advance(50)
    Test.expect_equal(takes(limiter, :a, 5), 1)
    advance(1_000_000)
    Test.expect_equal(takes(limiter, :a, 5), 3)
  })
}

Test.test("what is left over of a token is not lost") {
  # Three tokens in 1,000 ms: no rounding in any single step may add up.
  with_limiter(%{rate: 3, burst: 2}, fn(limiter, advance) {
    let allowed = List.count(1..3_001) { _ in
      advance(1)
      RateLimiter.allow?(limiter)
    }
    # Two at once, then three in each second.
    Test.expect_equal(allowed, 11)
  })
}

Test.test("keys have buckets of their own") {
  with_limiter(%{rate: 2}, fn(limiter, _advance) {
    Test.expect_equal(takes(limiter, :a, 3), 2)
    Test.expect_equal(takes(limiter, :b, 3), 2)
    Test.expect_equal(takes(limiter, (:user, 7), 3), 2)
    Test.expect_equal(takes(limiter, :a, 3), 0)
    Test.expect_equal(RateLimiter.allow?(limiter), true)
  })
}

Test.test("several tokens are taken together or not at all") {
  with_limiter(%{rate: 5}, fn(limiter, _advance) {
    Test.expect(RateLimiter.allow?(limiter, :a, 3))
    Test.expect_equal(RateLimiter.allow?(limiter, :a, 3), false)
    Test.expect_equal(RateLimiter.available(limiter, :a), 2)
    Test.expect(RateLimiter.allow?(limiter, :a, 2))
    Test.expect_equal(RateLimiter.take(limiter, :a, 6), (:error, :too_large))
    Test.expect_equal(RateLimiter.wait(limiter, :a, 6), (:error, :too_large))
  })
}

Test.test("take tells when there will be enough") {
  with_limiter(%{rate: 4, interval: 1_000}, fn(limiter, advance) {
    Test.expect_equal(RateLimiter.take(limiter, :a, 4), :ok)
    Test.expect_equal(RateLimiter.take(limiter, :a, 1), (:error, 250))
    Test.expect_equal(RateLimiter.take(limiter, :a, 2), (:error, 500))
    advance(499)
    Test.expect_equal(RateLimiter.take(limiter, :a, 2), (:error, 1))
    advance(1)
    Test.expect_equal(RateLimiter.take(limiter, :a, 2), :ok)
  })
}

Test.test("waiting takes as long as it must") {
  with_limiter(%{rate: 2}, fn(limiter, advance) {
    Test.expect_equal(RateLimiter.wait(limiter, :a, 2), :ok)
    # `sleep` moves the clock: each wait finds its token exactly there.
    for _ in 1..5 { Test.expect_equal(RateLimiter.wait(limiter, :a), :ok) }
    Test.expect_equal(RateLimiter.take(limiter, :a, 1), (:error, 500))
    advance(500)
    Test.expect_equal(RateLimiter.take(limiter, :a, 1), :ok)
  })
}

Test.test("a wait that would be too long ends at once and takes nothing") {
  with_limiter(%{rate: 1, interval: 60_000}, fn(limiter, advance) {
    Test.expect_equal(RateLimiter.wait(limiter, :a, 1, 0), :ok)
    Test.expect_equal(RateLimiter.wait(limiter, :a, 1, 59_999), (:error, :timeout))
    Test.expect_equal(RateLimiter.wait(limiter, :a, 1, 0), (:error, :timeout))
    advance(60_000)
    Test.expect_equal(RateLimiter.wait(limiter, :a, 1, 0), :ok)
  })
}

Test.test("those who wait are served in order, and nobody overtakes them") {
  let me = self()
  # `sleep` tells the test for how long, and waits until the test lets go.
  let (:ok, limiter) = RateLimiter.start_link(rate: 1, interval: 100, now: fn() { 0 }, sleep: fn(ms) {
    me ! (:sleeps, ms)
  })
  Test.expect(RateLimiter.allow?(limiter))
  for _ in 1..3 { RateLimiter.wait(limiter) }
  Test.expect_equal(Process.flush(), [(:sleeps, 100), (:sleeps, 200), (:sleeps, 300)])
  Test.expect_equal(RateLimiter.allow?(limiter), false)
  RateLimiter.stop(limiter)
}

Test.test("with the real clock a wait is never too short") {
  let (:ok, limiter) = RateLimiter.start_link(rate: 100, burst: 1)
  let start = Time.monotonic()
  for _ in 1..6 { RateLimiter.wait(limiter) }
  Test.expect(Time.monotonic() - start >= 49)
  RateLimiter.stop(limiter)
}

Test.test("full buckets are dropped") {
  with_limiter(%{rate: 10, burst: 10}, fn(limiter, advance) {
    for n in 1..200 { RateLimiter.allow?(limiter, n, 10) }
    Test.expect_equal(RateLimiter.size(limiter), 200)
    advance(600)
    for n in 201..300 { RateLimiter.allow?(limiter, n, 10) }
    advance(500)
    # The first 200 are full, the others are not.
    Test.expect(RateLimiter.size(limiter) >= 100)
    Test.expect_equal(RateLimiter.available(limiter, 250), 5)
    advance(1_001)
    Test.expect_equal(RateLimiter.size(limiter), 0)
    Test.expect_equal(RateLimiter.available(limiter, 250), 10)
  })
}

Test.test("a bucket with promises is kept until it is full") {
  with_limiter(%{rate: 1, interval: 1_000, burst: 1, sleep: fn(_ms) { :ok }}, fn(limiter, advance) {
    for _ in 1..5 { RateLimiter.wait(limiter, :a) }
    for n in 1..10 { RateLimiter.allow?(limiter, n) }
    for k in 1..3 {
      advance(1_001)
      Test.expect_equal(RateLimiter.take(limiter, :a, 1), (:error, 5_000 - k * 1_001))
    }
    advance(10_000)
    Test.expect_equal(RateLimiter.size(limiter), 0)
  })
}

Test.test("buckets go also when nobody asks") {
  let (:ok, limiter) = RateLimiter.start_link(rate: 1_000)
  for n in 1..20 { RateLimiter.allow?(limiter, n) }
  # Seen from outside: asking for the size would make it look at the time.
  Test.expect_eventually(30_000) {
    let (_, young, old, _, _, _, _) = Process.get_state(limiter)
    map_size(young) + map_size(old) == 0
  }
  RateLimiter.stop(limiter)
}

Test.test("a bucket can be filled") {
  with_limiter(%{rate: 1, interval: 60_000}, fn(limiter, _advance) {
    Test.expect_equal(takes(limiter, :a, 2), 1)
    Test.expect_equal(RateLimiter.reset(limiter, :a), :ok)
    Test.expect_equal(takes(limiter, :a, 2), 1)
  })
}

Test.test("whatever the times, it never allows more than a model") {
  Random.seed(20_26)
  with_limiter(%{rate: 7, interval: 300, burst: 5}, fn(limiter, advance) {
    # The model: tokens in parts of 300.
    List.reduce(1..400, 5 * 300) { _, tokens in
      let ms = Random.int(0, 120)
      advance(ms)
      let filled = Math.min(tokens + ms * 7, 5 * 300)
      let n = Random.int(1, 3)
      let allowed = RateLimiter.allow?(limiter, :a, n)
      Test.expect_equal(allowed, filled >= n * 300)
      if allowed { filled - n * 300 } else { filled }
    }
  })
}

Test.test("many processes together get what one would get") {
  with_limiter(%{rate: 50, interval: 1_000_000}, fn(limiter, _advance) {
    let me = self()
    for _ in 1..20 { spawn_link { me ! (:took, takes(limiter, :a, 5)) } }
    let counts = for _ in 1..20 { Test.expect_receive() { (:took, n) in n } }
    Test.expect_equal(List.sum(counts), 50)
  })
}

Test.test("names and wrong options") {
  let (:ok, limiter) = RateLimiter.start_link(rate: 1, name: :rate_limiter_test)
  Test.expect(RateLimiter.allow?(:rate_limiter_test))
  Test.expect_equal(RateLimiter.start_link(rate: 1, name: :rate_limiter_test), (:error, (:already_started, limiter)))
  RateLimiter.stop(limiter)
  Test.expect_raise((:bad_option, (:rate, nil))) { RateLimiter.start_link(burst: 1) }
  Test.expect_raise((:bad_option, (:rate, 0))) { RateLimiter.start_link(rate: 0) }
  Test.expect_raise((:bad_option, :per)) { RateLimiter.start_link(rate: 1, per: 1_000) }
  Test.expect_raise((:bad_option, (:burst, 1.5))) { RateLimiter.start_link(rate: 1, burst: 1.5) }
}
