## Clocks, dates and durations.
##
## Points of time are integers: milliseconds since 1970-01-01T00:00:00Z, as `Time.now` gives them. Dates
## and times of day are in UTC. To measure, use `Time.monotonic` or `Time.measure`: the other clock jumps
## when somebody sets it.
##
## ```
## let (microseconds, result) = Time.measure { work() }
## print("took \(microseconds) µs, at \(Time.to_iso8601(Time.now()))")
## ```
##
## >> Time.to_iso8601(1_700_000_000_000)
## "2023-11-14T22:13:20.000Z"
module Time {
  let second_ms = 1_000
  let minute_ms = 60_000
  let hour_ms = 3_600_000
  let day_ms = 86_400_000

  ## So many seconds in milliseconds.
  ##
  ## >> Time.seconds(2)
  ## 2000
  fn seconds(n) { n * second_ms }

  ## So many minutes in milliseconds.
  ##
  ## >> Time.minutes(2)
  ## 120000
  fn minutes(n) { n * minute_ms }

  ## So many hours in milliseconds.
  ##
  ## >> Time.hours(1)
  ## 3600000
  fn hours(n) { n * hour_ms }

  ## So many days in milliseconds.
  ##
  ## >> Time.days(1)
  ## 86400000
  fn days(n) { n * day_ms }

  ## Calls `f` and gives `(microseconds, result)`.
  ##
  ## >> let (t, x) = Time.measure { 6 * 7 }; (t >= 0, x)
  ## (true, 42)
  fn measure(f) {
    let start = Time.monotonic(:microsecond)
    let result = f()
    (Time.monotonic(:microsecond) - start, result)
  }

  ## Waits so many milliseconds; `:ok`.
  ##
  ## >> Time.sleep(0)
  ## :ok
  fn sleep(ms) { Process.sleep(ms) }

  # Dates

  ## Whether a year has 366 days.
  ##
  ## >> Time.leap_year?(2024)
  ## true
  fn leap_year?(year) { year rem 4 == 0 and (year rem 100 != 0 or year rem 400 == 0) }

  ## How many days a month has.
  ##
  ## >> Time.days_in_month(2023, 2)
  ## 28
  fn days_in_month(year, 2) { if leap_year?(year) { 29 } else { 28 } }
  fn days_in_month(_year, month) when month == 4 or month == 6 or month == 9 or month == 11 { 30 }
  fn days_in_month(_year, month) when month >= 1 and month <= 12 { 31 }

  ## The date `(year, month, day)` of a point of time.
  ##
  ## >> Time.date(0)
  ## (1970, 1, 1)
  fn date(ms) { date_of_day(Integer.floor_div(ms, day_ms)) }

  ## The time of day `(hour, minute, second, millisecond)` of a point of time.
  ##
  ## >> Time.clock(3_723_004)
  ## (1, 2, 3, 4)
  fn clock(ms) {
    let rest = Integer.mod(ms, day_ms)
    (rest div hour_ms, rest rem hour_ms div minute_ms, rest rem minute_ms div second_ms,
     rest rem second_ms)
  }

  ## The point of time of a date and a time of day, or nil when there is no such day or time.
  ##
  ## >> Time.at((2023, 11, 14), (22, 13, 20, 0))
  ## 1700000000000
  ## >> Time.at((2023, 2, 29), (0, 0, 0, 0))
  ## nil
  fn at((year, month, day), (hour, minute, second, ms)) {
    if valid_date?(year, month, day) and valid_clock?(hour, minute, second, ms) {
      day_of_date(year, month, day) * day_ms + hour * hour_ms + minute * minute_ms +
        second * second_ms + ms
    }
  }

  ## The point of time at which a date begins, or nil when there is no such day.
  ##
  ## >> Time.at((1970, 1, 2))
  ## 86400000
  fn at(date) { at(date, (0, 0, 0, 0)) }

  ## The day of the week: 1 is Monday, 7 is Sunday.
  ##
  ## >> Time.weekday(0)
  ## 4
  fn weekday(ms) { Integer.mod(Integer.floor_div(ms, day_ms) + 3, 7) + 1 }

  ## The day of the year, from 1 on.
  ##
  ## >> Time.day_of_year(Time.at((2024, 12, 31)))
  ## 366
  fn day_of_year(ms) {
    let (year, month, day) = date(ms)
    day_of_date(year, month, day) - day_of_date(year, 1, 1) + 1
  }

  ## A point of time as a map.
  ##
  ## >> Time.to_map(0).year
  ## 1970
  fn to_map(ms) {
    let (year, month, day) = date(ms)
    let (hour, minute, second, millisecond) = clock(ms)
    %{year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      millisecond: millisecond, weekday: weekday(ms)}
  }

  private fn valid_date?(year, month, day) {
    is_integer(year) and is_integer(month) and is_integer(day) and month >= 1 and month <= 12
      and day >= 1 and day <= days_in_month(year, month)
  }

  private fn valid_clock?(hour, minute, second, ms) {
    Range.contains?(0, 23, hour) and Range.contains?(0, 59, minute)
      and Range.contains?(0, 59, second) and Range.contains?(0, 999, ms)
  }

  # The calendar repeats every 400 years of 146,097 days. Years are counted from March on, so that the
  # day that is sometimes missing is the last one.

  private fn day_of_date(year, month, day) {
    let y = if month > 2 { year } else { year - 1 }
    let era = Integer.floor_div(y, 400)
    let year_of_era = y - era * 400
    let day_of_year = (153 * ((month + 9) rem 12) + 2) div 5 + day - 1
    era * 146_097 + year_of_era * 365 + year_of_era div 4 - year_of_era div 100 + day_of_year -
      719_468
  }

  private fn date_of_day(days) {
    let n = days + 719_468
    let era = Integer.floor_div(n, 146_097)
    let day_of_era = n - era * 146_097
    let year_of_era =
      (day_of_era - day_of_era div 1_460 + day_of_era div 36_524 - day_of_era div 146_096) div 365
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era div 4 - year_of_era div 100)
    let shifted = (5 * day_of_year + 2) div 153
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 }
    let year = year_of_era + era * 400
    (if month > 2 { year } else { year + 1 }, month, day_of_year - (153 * shifted + 2) div 5 + 1)
  }

  # Text

  ## A point of time as ISO 8601 writes it, with milliseconds.
  ##
  ## >> Time.to_iso8601(0)
  ## "1970-01-01T00:00:00.000Z"
  fn to_iso8601(ms) { format(ms, "%Y-%m-%dT%H:%M:%S.%LZ") }

  ## The point of time that ISO 8601 text writes, or nil. The time of day and its fraction may be
  ## missing; without `Z` or an offset like `+02:00` it is taken for UTC.
  ##
  ## >> Time.parse_iso8601("2023-11-14T22:13:20Z")
  ## 1700000000000
  ## >> Time.parse_iso8601("2023-11-15T00:13:20.5+02:00")
  ## 1700000000500
  ## >> Time.parse_iso8601("tomorrow")
  ## nil
  fn parse_iso8601(<<year:4/bytes, "-", month:2/bytes, "-", day:2/bytes, rest/bytes>>) {
    let date = (digits(year), digits(month), digits(day))
    match parse_clock(rest) {
      (clock, offset) -> {
        let ms = at(date, clock)
        if ms != nil { ms - offset }
      }
      nil -> nil
    }
  }
  fn parse_iso8601(text) when is_string(text) { nil }

  private fn parse_clock("") { ((0, 0, 0, 0), 0) }
  private fn parse_clock(<<t:1/bytes, hour:2/bytes, ":", minute:2/bytes, ":", second:2/bytes,
                           rest/bytes>>) when t == "T" or t == " " or t == "t" {
    let (ms, rest) = parse_fraction(rest)
    let offset = parse_offset(rest)
    if offset != nil { ((digits(hour), digits(minute), digits(second), ms), offset) }
  }
  private fn parse_clock(_) { nil }

  private fn parse_fraction("." <> rest) {
    let count = count_digits(rest, 0)
    let <<fraction:count/bytes, rest/bytes>> = rest
    (digits(String.slice(fraction <> "000", 0, 3)), rest)
  }
  private fn parse_fraction(rest) { (0, rest) }

  private fn count_digits(<<c, rest/bytes>>, n) when c >= '0' and c <= '9' {
    count_digits(rest, n + 1)
  }
  private fn count_digits(_, n) { n }

  private fn parse_offset("") { 0 }
  private fn parse_offset("Z") { 0 }
  private fn parse_offset("z") { 0 }
  private fn parse_offset(<<sign, hour:2/bytes, ":", minute:2/bytes>>) when sign == '+' or sign == '-' {
    match (digits(hour), digits(minute)) {
      (h, m) when is_integer(h) and is_integer(m) and h < 24 and m < 60 -> {
        let offset = h * hour_ms + m * minute_ms
        if sign == '-' { -offset } else { offset }
      }
      _ -> nil
    }
  }
  private fn parse_offset(_) { nil }

  private fn digits(text) {
    if count_digits(text, 0) == byte_size(text) { String.to_integer(text) }
  }

  ## A point of time as text after a pattern: `%Y` year, `%m` month, `%d` day, `%H` hour, `%M` minute,
  ## `%S` second, `%L` millisecond, `%j` day of the year, `%a` and `%A` weekday, `%b` and `%B` month's
  ## name, `%s` seconds since 1970, `%F` for `%Y-%m-%d`, `%T` for `%H:%M:%S`, `%%` a percent sign.
  ##
  ## >> Time.format(1_700_000_000_000, "%a, %d %b %Y %H:%M:%S")
  ## "Tue, 14 Nov 2023 22:13:20"
  fn format(ms, pattern) { format(pattern, to_map(ms), ms, []) }

  private fn format(<<"%", letter, rest/bytes>>, m, ms, parts) {
    format(rest, m, ms, [field(letter, m, ms) | parts])
  }
  private fn format(<<c, rest/bytes>>, m, ms, parts) { format(rest, m, ms, [<<c>> | parts]) }
  private fn format(<<>>, _m, _ms, parts) { String.join(List.reverse(parts), "") }

  private fn field('Y', m, _) {
    if m.year < 0 { "-" <> number(-m.year, 4) } else { number(m.year, 4) }
  }
  private fn field('m', m, _) { number(m.month, 2) }
  private fn field('d', m, _) { number(m.day, 2) }
  private fn field('H', m, _) { number(m.hour, 2) }
  private fn field('M', m, _) { number(m.minute, 2) }
  private fn field('S', m, _) { number(m.second, 2) }
  private fn field('L', m, _) { number(m.millisecond, 3) }
  private fn field('j', _, ms) { number(day_of_year(ms), 3) }
  private fn field('a', m, _) { String.slice(weekday_name(m.weekday), 0, 3) }
  private fn field('A', m, _) { weekday_name(m.weekday) }
  private fn field('b', m, _) { String.slice(month_name(m.month), 0, 3) }
  private fn field('B', m, _) { month_name(m.month) }
  private fn field('s', _, ms) { to_string(Integer.floor_div(ms, second_ms)) }
  private fn field('F', _, ms) { format(ms, "%Y-%m-%d") }
  private fn field('T', _, ms) { format(ms, "%H:%M:%S") }
  private fn field('%', _, _) { "%" }

  private fn number(n, width) { String.pad_left(to_string(n), width, "0") }

  ## The English name of a day of the week, 1 to 7.
  ##
  ## >> Time.weekday_name(1)
  ## "Monday"
  fn weekday_name(n) when n >= 1 and n <= 7 {
    elem(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), n - 1)
  }

  ## The English name of a month, 1 to 12.
  ##
  ## >> Time.month_name(2)
  ## "February"
  fn month_name(n) when n >= 1 and n <= 12 {
    elem(("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December"), n - 1)
  }

  ## A duration in milliseconds as people write it.
  ##
  ## >> Time.duration(3_725_000)
  ## "1h 2m 5s"
  ## >> Time.duration(250)
  ## "250ms"
  fn duration(ms) when ms < 0 { "-" <> duration(-ms) }
  fn duration(ms) when ms < second_ms { "\(ms)ms" }
  fn duration(ms) {
    let parts = [(ms div day_ms, "d"), (ms rem day_ms div hour_ms, "h"),
                 (ms rem hour_ms div minute_ms, "m"), (ms rem minute_ms div second_ms, "s")]
    parts
    |> List.filter { (n, _) in n > 0 }
    |> List.map { (n, unit) in "\(n)\(unit)" }
    |> String.join(" ")
  }
}
