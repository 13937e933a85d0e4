/// How long tests wait for what must come.
///
/// For a machine that is busy with much else and has a bad hour; a healthy run is nowhere near it.
public enum Deadline {
    public static let seconds = 300
}
