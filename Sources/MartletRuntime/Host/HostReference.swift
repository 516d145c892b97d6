/// What boxes over an object of the host own: the object, and what it counts for.
///
/// A ``HostObject`` and all boxes that were made of it, in heaps and messages of whatever machine,
/// share one. A box holds one unbalanced retain, like a shared binary one of its owners
/// (``OffHeapList``): a copy of the box adds one, a box that dies gives one back.
///
/// So the object is released on the thread where the last box dies: that of a scheduler in the
/// middle of a collection, mostly. Its `deinit` must be short and must not wait for the machine. It
/// may send messages: no lock of the machine is held.
final class HostReference: Sendable {
  let object: any AnyObject & Sendable
  /// The words outside the heap that a box of it counts for.
  let words: Int

  init(_ object: any AnyObject & Sendable, words: Int) {
    self.object = object
    self.words = words
  }

  /// The same for two references to one object and for no others, while they live.
  var identity: UInt { UInt(bitPattern: ObjectIdentifier(object as AnyObject)) }

  /// The name of the object's class.
  var typeName: String { String(describing: type(of: object)) }
}

// MARK: - Boxes

extension HostReference {
  /// The words of a box: header, reference, words outside, link.
  static let boxWords = 4
  /// A process that was given objects for so many words since its last collection collects before
  /// it is given one more: boxes are small, and what they keep alive is not.
  static let collectFrom = 1 << 16

  /// What a term that is an object of the host refers to.
  static func of(_ term: Term) -> HostReference {
    unmanaged(term.word(0)).takeUnretainedValue()
  }

  /// Adds an owner to what a box refers to.
  static func retain(_ box: UnsafeMutablePointer<UInt64>) { _ = unmanaged(box[1]).retain() }

  /// Takes the owner away that a box is.
  static func release(_ box: UnsafeMutablePointer<UInt64>) { unmanaged(box[1]).release() }

  private static func unmanaged(_ word: UInt64) -> Unmanaged<HostReference> {
    Unmanaged.fromOpaque(UnsafeRawPointer(bitPattern: UInt(word)).unsafelyUnwrapped)
  }
}

extension Term {
  /// Whether the term is an object of the host.
  @inline(__always) var isHostObject: Bool { isBox(.hostObject) }
}

extension HeapWriter {
  /// Writes a box over an object of the host: 4 words.
  mutating func hostObject(_ reference: HostReference, list: inout OffHeapList) -> Term {
    let box = self.box(.hostObject, size: HostReference.boxWords - 1)
    box[1] = UInt64(UInt(bitPattern: Unmanaged.passRetained(reference).toOpaque()))
    box[2] = Term(small: reference.words).bits
    list.add(box)
    return Term(box: box)
  }
}
