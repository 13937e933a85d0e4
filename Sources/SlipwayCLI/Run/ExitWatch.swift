import Dispatch
import Glibc

/// Tells a poll loop when a child process stopped or ended.
///
/// A thread waits for that one child, because SIGCHLD belongs to the whole process. The child is left unreaped until
/// ``reap()``, so its process id cannot become another process's while signals are sent to it.
final class ExitWatch {
    /// What happened to the child.
    enum Event: UInt8 { case stopped, ended }

    private let reader: OwnedDescriptor
    private let writer: OwnedDescriptor
    private var process: pid_t = -1

    /// Readable while an event waits.
    var descriptor: Int32 { reader.number }

    /// Prepares everything that can fail, before there is a child.
    init() throws(RunFailure) {
        (reader, writer) = try OwnedDescriptor.pipe()
        reader.setNonBlocking()
    }

    /// Starts to watch.
    ///
    /// Ask for events until ``Event/ended`` came; the thread is done with the pipe then.
    func start(_ process: pid_t) {
        self.process = process
        let descriptor = writer.number
        DispatchQueue(label: "slipway.run.exit").async { watch(process, reportingTo: descriptor) }
    }

    /// The events since the last call, in order.
    func events() -> [Event] {
        var records = [UInt8](repeating: 0, count: 16)
        let count = records.withUnsafeMutableBytes { read(reader.number, $0.baseAddress, $0.count) }
        return records.prefix(max(0, count)).compactMap(Event.init)
    }

    /// Ends the zombie and gives the exit code as a shell reports it: 128 and the signal for a child that was killed.
    func reap() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { return RunFailure.failed }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }
}

private func watch(_ process: pid_t, reportingTo descriptor: Int32) {
    var ended = false
    while !ended {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(process), &info, WEXITED | WSTOPPED | WNOWAIT) == 0 else {
            if errno == EINTR { continue }
            break
        }
        guard info.si_code == Int32(CLD_STOPPED) || info.si_code == Int32(CLD_TRAPPED) else { break }
        // A stop is taken, or it would be told again at once.
        if waitid(P_PID, id_t(process), &info, WSTOPPED | WNOHANG) != 0 { ended = errno == ECHILD }
        tell(.stopped, descriptor)
    }
    tell(.ended, descriptor)
}

private func tell(_ event: ExitWatch.Event, _ descriptor: Int32) {
    var record = event.rawValue
    while write(descriptor, &record, 1) < 0, errno == EINTR {}
}
