## Binaries: sequences of bytes.
##
## Strings are binaries too. To take a binary apart and to build one, matching is best:
## `let <<length:16, body:length/bytes, rest/bytes>> = packet`. Places are counted in bytes here; in
## `String` they are counted in characters.
##
## >> Binary.encode_hex(Binary.reverse(<<1, 2, 3>>))
## "030201"
module Binary {
  ## The binaries of a list, one behind the other.
  ##
  ## >> Binary.concat(["ab", <<99>>])
  ## "abc"
  fn concat(parts) { String.join(parts, "") }

  ## The first `count` bytes, or all when there are fewer.
  ##
  ## >> Binary.take("abc", 2)
  ## "ab"
  fn take(binary, count) when count >= 0 {
    Binary.part(binary, 0, Math.min(count, byte_size(binary)))
  }

  ## The binary without its first `count` bytes.
  ##
  ## >> Binary.drop("abc", 2)
  ## "c"
  fn drop(binary, count) when count >= 0 {
    let size = byte_size(binary)
    let start = Math.min(count, size)
    Binary.part(binary, start, size - start)
  }

  ## The last `count` bytes, or all when there are fewer.
  ##
  ## >> Binary.take_last("abc", 2)
  ## "bc"
  fn take_last(binary, count) when count >= 0 {
    drop(binary, Math.max(byte_size(binary) - count, 0))
  }

  ## Whether the bytes of `part` stand somewhere.
  ##
  ## >> Binary.contains?(<<1, 2, 3>>, <<2, 3>>)
  ## true
  fn contains?(binary, part) { String.contains?(binary, part) }

  ## The bytes from the last to the first.
  ##
  ## >> Binary.reverse(<<1, 2, 3>>)
  ## <<3, 2, 1>>
  fn reverse(binary) { binary |> Binary.to_list() |> List.reverse() |> Binary.from_list() }

  ## Pieces of `size` bytes; the last may have fewer.
  ##
  ## >> Binary.chunk("abcde", 2)
  ## ["ab", "cd", "e"]
  fn chunk("", size) when size > 0 { [] }
  fn chunk(binary, size) when size > 0 { [take(binary, size) | chunk(drop(binary, size), size)] }

  ## The binary with zero bytes before it, up to `size` bytes.
  ##
  ## >> Binary.pad_left(<<1>>, 3)
  ## <<0, 0, 1>>
  fn pad_left(binary, size) { zeros(size - byte_size(binary)) <> binary }

  ## The binary with zero bytes behind it, up to `size` bytes.
  ##
  ## >> Binary.pad_right(<<1>>, 3)
  ## <<1, 0, 0>>
  fn pad_right(binary, size) { binary <> zeros(size - byte_size(binary)) }

  private fn zeros(count) { String.repeat(<<0>>, Math.max(count, 0)) }

  ## The bytes that an integer of at least 0 is written in, the most significant first.
  ##
  ## >> Binary.encode_unsigned(258)
  ## <<1, 2>>
  fn encode_unsigned(0) { <<0>> }
  fn encode_unsigned(n) when is_integer(n) and n > 0 {
    let bits = (Integer.bit_length(n) + 7) div 8 * 8
    <<n:bits>>
  }

  ## The integer that bytes write, the most significant first.
  ##
  ## >> Binary.decode_unsigned(<<1, 2>>)
  ## 258
  fn decode_unsigned(binary) {
    let bits = byte_size(binary) * 8
    let <<n:bits>> = binary
    n
  }

  ## The bytes in base 64 for addresses and file names: `-` and `_`, and no padding.
  ##
  ## >> Binary.encode_base64_url(<<251, 255>>)
  ## "-_8"
  fn encode_base64_url(binary) {
    binary
    |> Binary.encode_base64()
    |> String.replace("+", "-")
    |> String.replace("/", "_")
    |> String.trim_right("=")
  }

  ## `(:ok, binary)` of what `encode_base64_url` gives, or `:error`.
  ##
  ## >> Binary.decode_base64_url("-_8")
  ## (:ok, <<251, 255>>)
  fn decode_base64_url(text) {
    text |> String.replace("-", "+") |> String.replace("_", "/") |> Binary.decode_base64()
  }
}
