# Job queue: priorities, retries that wait longer each time, and a list of dead letters.
#
# Look at: the queue hands a job to a worker and monitors it (`assign`). A job whose worker dies has
# failed like any other and comes back; one that fails too often is put aside, with the reasons. The
# queue runs no job itself, so nothing that a job does can harm it.

module JobQueue {
  ## Starts the queue. Options: `tries`, after which a job is given up, and `backoff`, the milliseconds
  ## before the second try; each further try waits twice as long as the one before.
  fn start_link(options) { GenServer.start_link(JobQueue, options, name: :job_queue) }

  ## Adds a job: its name, how urgent it is (the highest goes first), and what to do, a function of the
  ## number of the try.
  fn add(name, priority, work) { GenServer.call(:job_queue, (:add, name, priority, work)) }

  ## The next job for the calling worker, which waits until there is one.
  fn take() { GenServer.call(:job_queue, :take, :infinity) }

  ## Tells how the calling worker's job went: `(:ok, value)` or `(:error, reason)`.
  fn done(outcome) { GenServer.cast(:job_queue, (:done, self(), outcome)) }

  ## Waits until nothing is left to do: `(done, dead)`, the values and the reasons of failure by name.
  fn drain() { GenServer.call(:job_queue, :drain, :infinity) }

  # `waiting` has a queue of jobs for each priority, `idle` the workers that wait, `running` the job and
  # the monitor of each worker, `later` the number of jobs that wait for their next try.
  fn init(%{tries: tries, backoff: backoff}) {
    (:ok, %{
      tries: tries, backoff: backoff, waiting: %{}, idle: Queue.new(), running: %{}, later: 0,
      done: %{}, dead: %{}, draining: [],
    })
  }

  fn handle_call((:add, name, priority, work), _from, s) {
    let job = %{name: name, priority: priority, work: work, reasons: []}
    (:reply, :ok, assign(enqueue(job, s)))
  }
  fn handle_call(:take, from, s) { (:noreply, assign(%{s | idle: Queue.push(s.idle, from)})) }
  fn handle_call(:drain, from, s) { (:noreply, assign(%{s | draining: [from | s.draining]})) }

  fn handle_cast((:done, worker, outcome), s) { (:noreply, ended(worker, outcome, s)) }

  fn handle_info((:DOWN, _, :process, worker, reason), s) {
    (:noreply, ended(worker, (:error, (:worker_died, reason)), s))
  }
  fn handle_info((:again, job), s) {
    (:noreply, assign(enqueue(job, %{s | later: s.later - 1})))
  }

  private fn enqueue(%{priority: priority} as job, s) {
    let jobs = Map.get(s.waiting, priority, Queue.new())
    %{s | waiting: Map.put(s.waiting, priority, Queue.push(jobs, job))}
  }

  # Hands out jobs while there are jobs and workers; answers `drain` when all is done.
  private fn assign(%{waiting: waiting} as s) when map_size(waiting) > 0 {
    let ((worker, _) as from, idle) = Queue.pop(s.idle) else { nil -> s }
    let priority = List.max(Map.keys(waiting))
    let (job, rest) = Queue.pop(waiting[priority])
    let waiting = if Queue.empty?(rest) { Map.delete(waiting, priority) }
      else { Map.put(waiting, priority, rest) }
    GenServer.reply(from, job)
    let running = Map.put(s.running, worker, (job, monitor(worker)))
    assign(%{s | waiting: waiting, idle: idle, running: running})
  }
  private fn assign(%{later: 0, running: running} as s) when map_size(running) == 0 {
    for from in s.draining { GenServer.reply(from, (s.done, s.dead)) }
    %{s | draining: []}
  }
  private fn assign(s) { s }

  private fn ended(worker, outcome, s) {
    match Map.pop(s.running, worker) {
      (nil, _) -> s
      ((job, ref), running) -> {
        demonitor(ref, flush: true)
        assign(settle(job, outcome, %{s | running: running}))
      }
    }
  }

  private fn settle(job, (:ok, value), s) { %{s | done: Map.put(s.done, job.name, value)} }
  # The worker was dead before it got the job: that is no try.
  private fn settle(job, (:error, (:worker_died, :noproc)), s) { enqueue(job, s) }
  private fn settle(job, (:error, reason), s) {
    let job = %{job | reasons: job.reasons ++ [reason]}
    let tries = length(job.reasons)
    if tries == s.tries {
      %{s | dead: Map.put(s.dead, job.name, job.reasons)}
    } else {
      Process.send_after(self(), (:again, job), s.backoff * Integer.pow(2, tries - 1))
      %{s | later: s.later + 1}
    }
  }
}

module Worker {
  ## Starts a worker, which does one job after the other.
  fn start_link() { Task.start_link { work() } }

  private fn work() {
    let %{work: f, reasons: reasons} = JobQueue.take()
    let outcome = try { (:ok, f(length(reasons) + 1)) } catch { (_, reason) -> (:error, reason) }
    JobQueue.done(outcome)
    work()
  }
}

# Workers need the queue: when it is restarted, so are they.
let (:ok, _) = Supervisor.start_link([
  %{id: :queue, start: fn() { JobQueue.start_link(tries: 3, backoff: 10) }},
  %{id: :workers, type: :supervisor, start: fn() {
    Supervisor.start_dynamic(
      name: :workers, child: %{start: (Worker, :start_link, [])}, max_restarts: 100,
    )
  }},
], strategy: :rest_for_one)

let main = self()

# What is urgent goes first: so far there is nobody who could do anything, then one worker.
for (name, priority) in [("sweep", 1), ("extinguish fire", 9), ("cook", 5), ("call help", 9)] {
  JobQueue.add(name, priority, fn(_) { main ! (:doing, name) })
}
Supervisor.start_child(:workers, [])
for _ in 1..4 { receive { (:doing, name) -> print(name) } }
# expect: extinguish fire
# expect: call help
# expect: cook
# expect: sweep

# Three workers now, and jobs of all kinds.
for _ in 1..2 { Supervisor.start_child(:workers, []) }

JobQueue.add("flaky", 5) { n in
  main ! (:try, Time.monotonic(:microsecond))
  if n < 3 { raise(:busy) }
  "done at the third try"
}
JobQueue.add("deadly", 5) { n in
  if n == 1 { exit(self(), :kill) }
  "the worker died, the job did not"
}
JobQueue.add("hopeless", 9) { n in raise((:out_of_paper, n)) }
for i in 1..100 { JobQueue.add(i, 1, fn(_) { i * i }) }

let (done, dead) = JobQueue.drain()
print(done["flaky"]) # expect: done at the third try
print(done["deadly"]) # expect: the worker died, the job did not
print(List.sum(for i in 1..100 { done[i] })) # expect: 338350
print(dead)
# expect: %{"hopeless" => [(:out_of_paper, 1), (:out_of_paper, 2), (:out_of_paper, 3)]}

# No try came early: 10 milliseconds after the first, 20 after the second.
let [a, b, c] = for _ in 1..3 { receive { (:try, time) -> time } }
print(b - a >= 10_000 and c - b >= 20_000) # expect: true

print(Supervisor.count_children(:workers).active, "workers") # expect: 3 workers
