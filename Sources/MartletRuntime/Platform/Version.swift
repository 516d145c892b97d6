/// The version of Martlet.
public enum MartletVersion {
  /// As `martlet --version` shows it.
  public static let current = "0.1.0"
}
