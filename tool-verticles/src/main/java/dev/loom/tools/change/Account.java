package dev.loom.tools.change;

import dev.loom.contracts.id.TaskId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// What the records of all tasks together say is at each path of one workspace, so that each change
/// is recorded once and begins with what the change before it left.
///
/// It is kept while commands run: from the first one's backup on, it only moves when a change is
/// written down. Whoever writes a path down, be it a write, a comparison or an undoing, holds that
/// path from before it looks until the line is written. Looks at the whole workspace exclude one
/// another, and nothing else; no lock but a path's own is held while anything is read, written or
/// forced to disk. Safe for many threads.
final class Account {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ReentrantLock looking = new ReentrantLock();
  private final Map<String, Version> recorded = new HashMap<>();
  private final Map<String, Hold> held = new HashMap<>();
  private final List<Author> authors = new ArrayList<>();

  /// Paths that were held at some moment since the look under way began: what it saw there may be
  /// half of a write.
  private final Set<String> touched = new HashSet<>();

  private final Coverage coverage = new Coverage();

  /// Whether a look is under way.
  private boolean looks;

  /// Whether that look sees files by now.
  private boolean surveys;

  private boolean kept;
  private boolean complete;

  /// Takes a path; waits for whoever has it.
  ///
  /// @throws IOException when that takes too long
  synchronized Hold hold(String path) throws IOException {
    await(() -> !held.containsKey(path), path + " is being written");
    return take(path);
  }

  /// Takes those of the paths that nobody has and, since the look began, nobody had.
  synchronized List<Hold> holdUntouched(Collection<String> paths) {
    return paths.stream().filter(path -> !touched.contains(path)).map(this::take).toList();
  }

  /// What others hold of the paths.
  synchronized Set<Hold> heldByOthers(Collection<String> paths, List<Hold> own) {
    var ours = new HashSet<>(own);
    var others = new HashSet<Hold>();
    for (var path : paths) {
      var hold = held.get(path);
      if (hold != null && !ours.contains(hold)) {
        others.add(hold);
      }
    }
    return others;
  }

  private Hold take(String path) {
    var hold = new Hold(path);
    held.put(path, hold);
    if (surveys) {
      touched.add(path);
    }
    return hold;
  }

  synchronized void release(Hold hold) {
    held.remove(hold.path(), hold);
    notifyAll();
  }

  synchronized boolean isHeld(String path) {
    return held.containsKey(path);
  }

  /// What the record says is at a held path.
  ///
  /// @param now what is there
  /// @return that too, when nothing is known of the path
  synchronized Version recorded(Hold hold, Version now) {
    return complete && coverage.covers(hold.path())
        ? recorded.getOrDefault(hold.path(), Version.NOTHING)
        : now;
  }

  /// The record says from now on that this is at a held path.
  synchronized void record(Hold hold, Version now) {
    if (kept && coverage.covers(hold.path())) {
      recorded.put(hold.path(), now);
    }
  }

  /// Who has made a difference that nobody wrote down: of the calls whose commands run, the one
  /// that began last, rather of this task than of another.
  synchronized Optional<Author> author(TaskId taskId) {
    return authors.reversed().stream()
        .filter(author -> author.taskId().equals(taskId))
        .findFirst()
        .or(() -> authors.isEmpty() ? Optional.empty() : Optional.of(authors.getLast()));
  }

  synchronized void join(Author author) {
    authors.add(author);
  }

  synchronized void leave(Author author) {
    authors.remove(author);
    forgetIfUnused();
  }

  /// Begins to look at the whole workspace; [#lookEnds] follows on the same thread.
  ///
  /// @return whoever writes now: a look tells what came before it once these are done
  Set<Hold> lookBegins() throws IOException {
    try {
      if (!looking.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        throw late("the workspace is being compared for another call");
      }
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
    synchronized (this) {
      looks = true;
      kept = true;
      return Set.copyOf(held.values());
    }
  }

  synchronized boolean areReleased(Set<Hold> holds) {
    return holds.stream().noneMatch(hold -> held.get(hold.path()) == hold);
  }

  synchronized void awaitReleased(Set<Hold> holds) throws IOException {
    await(() -> areReleased(holds), "files are being written");
  }

  /// What is seen from now on is compared.
  ///
  /// @return what the record says, empty when nothing is known of the workspace yet
  synchronized Optional<Map<String, Version>> surveyBegins() {
    surveys = true;
    touched.addAll(held.keySet());
    return complete ? Optional.of(Map.copyOf(recorded)) : Optional.empty();
  }

  /// @param closed directories that were not looked into
  synchronized void surveyed(Set<String> closed) {
    coverage.surveyed(closed, !complete);
  }

  synchronized boolean covers(String path) {
    return coverage.covers(path);
  }

  /// Begins with what the first look found. Of what is being written, the writer knows better.
  synchronized void complete(Map<String, Version> found) {
    recorded.keySet().removeIf(path -> !touched.contains(path) || !coverage.covers(path));
    found.forEach(
        (path, version) -> {
          if (touched.contains(path)) {
            recorded.putIfAbsent(path, version);
          } else {
            recorded.put(path, version);
          }
        });
    complete = true;
  }

  /// What the record says now of those paths it knows.
  synchronized Map<String, Version> recorded() {
    return Map.copyOf(recorded);
  }

  void lookEnds() {
    synchronized (this) {
      looks = false;
      surveys = false;
      touched.clear();
      forgetIfUnused();
    }
    looking.unlock();
  }

  /// What people do while no command runs is theirs.
  private void forgetIfUnused() {
    if (authors.isEmpty() && !looks) {
      kept = false;
      complete = false;
      recorded.clear();
    }
  }

  /// A path that somebody is at work on.
  static final class Hold {
    private final String path;

    private Hold(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  private void await(Condition condition, String what) throws IOException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw late(what);
      }
      try {
        wait(left);
      } catch (InterruptedException stopped) {
        throw interrupted();
      }
    }
  }

  private static IOException late(String what) {
    return new IOException(what + " for more than " + PATIENCE.toSeconds() + " s; try again later");
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("told to stop");
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds();
  }
}
