## Internal: how often children were restarted, and how long to wait for the next time.
##
## A window counts restarts by whole seconds, so that counting costs the same however many there
## are:
##
## >> Supervisor.Restarts.add(Supervisor.Restarts.window(), 100, 0, 5)
## :exceeded
module Supervisor.Restarts {
  # A window is `(second, restarts in that second, restarts before, [(second, restarts), ...])`.

  ## A window without restarts.
  ##
  ## >> Supervisor.Restarts.window()
  ## (nil, 0, 0, [])
  fn window() { (nil, 0, 0, []) }

  ## Counts a restart at second `now`: the new window, or `:exceeded` when there are more than `max`
  ## of them since `now - seconds`.
  ##
  ## >> Supervisor.Restarts.add((100, 1, 0, []), 106, 1, 5)
  ## (106, 1, 0, [])
  ## >> Supervisor.Restarts.add((100, 1, 0, []), 105, 1, 5)
  ## :exceeded
  fn add((second, count, before, older), now, max, _seconds) when second === now {
    if count + before < max { (second, count + 1, before, older) } else { :exceeded }
  }
  fn add((nil, _, _, _), now, max, _seconds) { if max === 0 { :exceeded } else { (now, 1, 0, []) } }
  fn add((second, count, _, older), now, max, seconds) {
    let kept = List.take_while([(second, count) | older]) { (then, _) in then >= now - seconds }
    let before = List.sum_by(kept) { (_, n) in n }
    if before < max { (now, 1, before, kept) } else { :exceeded }
  }

  ## A number of milliseconds by chance for the wait before restart number `attempt`, counted from
  ## 0: it doubles from attempt to attempt and lies between `min` and `max`.
  ##
  ## >> let ms = Supervisor.Restarts.delay(100, 5_000, 2); ms >= 400 and ms <= 800
  ## true
  ## >> Supervisor.Restarts.delay(10, 10, 1_000)
  ## 10
  fn delay(min, max, attempt) {
    let high = Math.min(max, min bsl (Math.min(attempt, 40) + 1))
    let low = Math.max(min, high div 2)
    Random.any_int(low, high)
  }

  # The history is `(length, [entry, ...])`, the newest first. It is cut only now and then.

  ## Adds what happened to a child to the history, which keeps the newest twenty at least.
  ##
  ## >> let (n, [(id, why, _)]) = Supervisor.Restarts.remember((0, []), :a, :oops); (n, id, why)
  ## (1, :a, :oops)
  fn remember((length, entries), id, reason) when length < 40 {
    (length + 1, [(id, reason, Time.now_if_permitted()) | entries])
  }
  fn remember((_, entries), id, reason) { remember((19, List.take(entries, 19)), id, reason) }

  ## The history as it stands in reports, the oldest first.
  ##
  ## >> Supervisor.Restarts.history((1, [(:a, :oops, 1_700_000_000_000)]))
  ## [%{at: 1700000000000, id: :a, reason: :oops}]
  fn history((_, entries)) {
    entries
    |> List.take(20)
    |> List.reverse()
    |> List.map { (id, reason, at) in %{id: id, reason: reason, at: at} }
  }
}
