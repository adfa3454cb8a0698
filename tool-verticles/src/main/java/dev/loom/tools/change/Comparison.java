package dev.loom.tools.change;

import dev.loom.tools.change.Account.Hold;
import dev.loom.tools.workspace.Seen;
import dev.loom.tools.workspace.Survey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/// One look at a whole workspace, and the writing down of what it found. Its steps come in the
/// order in which they stand here.
final class Comparison implements AutoCloseable {
  private final CallRecord record;
  private final Backup backup;
  private final Account account;
  private final Present.Keeping keeping;
  private final Set<Hold> underWay;
  private final Map<String, Difference> differences = new TreeMap<>();
  private Set<String> directories = Set.of();
  private Set<Hold> left = Set.of();

  /// Waits for looks of other calls.
  ///
  /// @param keeping what becomes of the files that are read
  Comparison(CallRecord record, Present.Keeping keeping) throws IOException {
    this.record = record;
    this.backup = record.backup();
    this.account = backup.account();
    this.keeping = keeping;
    this.underWay = account.lookBegins();
  }

  boolean isReady() {
    return account.areReleased(underWay);
  }

  /// Waits for writes under way: a command that ended may have changed a file after such a write.
  void await() throws IOException {
    account.awaitReleased(underWay);
  }

  /// Sees all files and reads those that changed.
  ///
  /// @return false when there are more files than are compared
  boolean look() throws IOException {
    var recorded = account.surveyBegins();
    var survey = record.survey();
    if (survey.isEmpty()) {
      return false;
    }
    directories = survey.get().directories();
    account.surveyed(survey.get().closed());
    if (recorded.isEmpty()) {
      account.complete(backup.keep(survey.get(), record.present()));
    } else {
      compare(recorded.get(), survey.get());
    }
    return true;
  }

  private void compare(Map<String, Version> recorded, Survey survey) throws IOException {
    var paths = new TreeSet<>(recorded.keySet());
    paths.addAll(survey.files().keySet());
    paths.removeIf(path -> !account.covers(path));
    var room = record.limits().totalBytesMax();
    for (var path : paths) {
      var before = recorded.getOrDefault(path, Version.NOTHING);
      var now = now(path, survey.files().get(path), before, room);
      if (!before.isSameAs(now)) {
        differences.put(path, new Difference(path, before, now));
        room -= now.kind() == Version.Kind.FILE ? now.sizeBytes() : 0;
      }
    }
  }

  private Version now(String path, Seen seen, Version before, long room) throws IOException {
    if (seen == null) {
      return Version.NOTHING;
    }
    if (before.kind() == Version.Kind.UNKEPT && before.hash().equals(Present.look(seen))) {
      return before.withMode(seen.mode());
    }
    if (seen.type() == Seen.Type.FILE
        && seen.sizeBytes() > room
        && seen.sizeBytes() <= record.limits().fileBytesMax()
        && !backup.isUnchanged(path, seen)) {
      return Present.unkept(seen, Limits.BEYOND_TOTAL);
    }
    return backup.version(path, seen, record.present(), keeping);
  }

  /// Has the differences written down. Those at paths that were being written meanwhile are left to
  /// the writers, which write down what they find before they write.
  ///
  /// @param by tells who made them; when it is empty they are nobody's whose changes are recorded
  void write(Function<Account, Optional<? extends Author>> by) throws IOException {
    var holds = account.holdUntouched(differences.keySet());
    try {
      left = account.heldByOthers(differences.keySet(), holds);
      List<Difference> found = new ArrayList<>();
      holds.forEach(hold -> found.add(differences.get(hold.path())));
      var author = found.isEmpty() ? Optional.<Author>empty() : by.apply(account);
      if (author.isPresent()) {
        author.get().did(found);
      }
      holds.forEach(hold -> account.record(hold, differences.get(hold.path()).now()));
    } finally {
      holds.forEach(account::release);
    }
  }

  /// Whether the writers have done so.
  boolean isWritten() {
    return account.areReleased(left);
  }

  /// Waits for the writers, as long as the author of what they find is still there to be named.
  void awaitWritten() throws IOException {
    account.awaitReleased(left);
  }

  /// All that is there, as the record says now.
  Map<String, Version> files() {
    var files = new TreeMap<>(account.recorded());
    files.values().removeIf(version -> !version.isThere());
    return files;
  }

  Set<String> directories() {
    return directories;
  }

  @Override
  public void close() {
    account.lookEnds();
  }
}
