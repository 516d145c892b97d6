# Tables and Markdown as the shell lays them out.

fn view(width) { Shell.View.of(%{columns: width}) }
fn colored(width) { Shell.View.of(%{columns: width, color: true}) }
fn text(lines) { String.join(lines, "\n") }

let columns = [("pid", :text), ("name", :text), ("reductions", :number), ("memory", :bytes)]
let rows = [["#pid<1>", "main", 1_234_567, 576], ["#pid<12>", :a_very_long_name_of_a_process, 0, 3_000_000]]

Test.test("a table with room for all") {
  Test.expect_equal(text(Shell.Table.lines(columns, rows, view(80))), """
    pid       name                            reductions  memory
    #pid<1>   main                             1,234,567   576 B
    #pid<12>  :a_very_long_name_of_a_process           0  2.9 MB
    """)
}

Test.test("names are cut before columns are left out") {
  Test.expect_equal(text(Shell.Table.lines(columns, rows, view(45))), """
    pid       name             reductions  memory
    #pid<1>   main              1,234,567   576 B
    #pid<12>  :a_very_long_n…           0  2.9 MB
    """)
  Test.expect_equal(text(Shell.Table.lines(columns, rows, view(30))), """
    pid       name      reductions
    #pid<1>   main       1,234,567
    #pid<12>  :a_very…           0
    """)
  Test.expect_equal(text(Shell.Table.lines(columns, rows, view(10))), """
    pid
    #pid<1>
    #pid<12>
    """)
}

Test.test("no line of a table is wider than the screen") {
  for width in 10..90 {
    let widest = List.max(List.map(Shell.Table.lines(columns, rows, view(width)), &String.length/1))
    Test.expect(widest <= width, "\(widest) in \(width)")
  }
}

Test.test("a table without rows") {
  Test.expect_equal(Shell.Table.lines(columns, [], view(80)), ["pid  name  reductions  memory"])
}

Test.test("what has line breaks stays on its line") {
  Test.expect_equal(Shell.Table.lines([("a", :text)], [["one\ntwo"]], view(20)), ["a", "one two"])
}

Test.test("columns from top to bottom") {
  Test.expect_equal(Shell.Table.columns([], view(80)), [])
  let names = List.map(1..10) { n in "name\(n)" }
  Test.expect_equal(text(Shell.Table.columns(names, view(24))), """
    name1  name5  name9
    name2  name6  name10
    name3  name7
    name4  name8
    """)
  Test.expect_equal(length(Shell.Table.columns(names, view(10))), 10)
}

let document = """
  # Title with `code`

  A paragraph of some length with `code in it` and **strong words**
  and a [link](there.md).

  - first item that is long enough to be wrapped
  - second
    goes on

  1. one
  2. two

  ```
  let x = 1

  let y = 2
  ```

  | key | is |
  | --- | --- |
  | `a` | the first of the letters, of which there are more |
  | `b \\| c` | others |

  >> 1 + 1
  2
  >> 2
  2

  The end.
  """

Test.test("Markdown without colours") {
  Test.expect_equal(text(Shell.Markdown.lines(document, 40, view(40))), """
    Title with code

    A paragraph of some length with `code in
    it` and strong words and a link.

    - first item that is long enough to be
      wrapped
    - second goes on

    1. one
    2. two

        let x = 1

        let y = 2

    key      is
    `a`      the first of the letters, of
             which there are more
    `b | c`  others

    >> 1 + 1
    2
    >> 2
    2

    The end.
    """)
}

Test.test("Markdown with colours") {
  Test.expect_equal(Shell.Markdown.lines("# T\nUse `a b` **now**.", 40, colored(40)), [
    "\e[1;35mT\e[0m", "", "Use \e[36ma\e[0m \e[36mb\e[0m \e[1mnow\e[0m.",
  ])
}

Test.test("a narrow table becomes a list") {
  Test.expect_equal(text(Shell.Markdown.lines("| key | is |\n| --- | --- |\n| `a` | the first letter |", 16, view(16))), """
    `a`
      is: the first
      letter
    """)
}

Test.test("words that are longer than a line are broken") {
  Test.expect_equal(Shell.Markdown.wrap("a verylongwordindeed b", 8, view(8)), ["a", "verylong", "wordinde", "ed b"])
}

Test.test("odd Markdown") {
  for text in ["", "\n\n", "`", "``", "**", "[", "[a](", "](", "|", "| |", "```", "- ", "#", ">> ", "1. ", "a ` b ` c `"] {
    let lines = Shell.Markdown.lines(text, 20, view(20))
    Test.expect(List.all?(lines, &is_string/1), text)
  }
}

Test.test("wide letters count once, and nothing is lost of them") {
  Test.expect_equal(Shell.Markdown.wrap("žluťoučký kůň 👩‍👩‍👧 ok", 9, view(20)), ["žluťoučký", "kůň 👩‍👩‍👧 ok"])
}

Test.test("the first sentence") {
  Test.expect_equal(Shell.Markdown.summary("One, e.g. this. Two."), "One, e.g. this.")
  Test.expect_equal(Shell.Markdown.summary("Of `Process.info` there\nis more: 1.5 of it. And on"), "Of Process.info there is more: 1.5 of it.")
  Test.expect_equal(Shell.Markdown.summary(""), "")
}

Test.test("numbers, bytes and times") {
  Test.expect_equal(Shell.View.number(1_000), "1,000")
  Test.expect_equal(Shell.View.number(-12), "-12")
  Test.expect_equal(Shell.View.bytes(1_023), "1023 B")
  Test.expect_equal(Shell.View.bytes(1_024), "1.0 KB")
  Test.expect_equal(Shell.Timing.duration(12_345_678), "12.34 ms")
  Test.expect_equal(Shell.Timing.duration(0), "0.000 µs")
}
