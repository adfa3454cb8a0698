package dev.loom.orchestrator.policy;

import dev.loom.contracts.task.RiskLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Looks at a shell command line: at every simple command in it, at those that other commands would
/// run, and at the files it would write. The rules about programs stand in classes of their own.
final class DangerousCommand {
  /// Commands within commands: deeper than this is not looked into, but asked about.
  private static final int DEPTH_MAX = 8;

  /// A longer line is not looked into, but asked about.
  private static final int LINE_CHARS_MAX = 10_000;

  /// How many programs are looked at for one line before it is asked about.
  private static final int LOOKS_MAX = 300;

  private int looks;

  private DangerousCommand() {}

  static Optional<Danger> of(String line) {
    return new DangerousCommand().line(line, 0);
  }

  private Optional<Danger> line(String line, int depth) {
    if (line.length() > LINE_CHARS_MAX) {
      return unclear("It is too long to be judged.");
    }
    if (depth > DEPTH_MAX) {
      return unclear("It runs commands within commands within commands, so it cannot be judged.");
    }
    var split = ShellCommands.split(line);
    var dangers = new ArrayList<Danger>();
    boolean database = split.commands().stream().anyMatch(DangerousCommand::isForDatabase);
    for (var command : split.commands()) {
      written(command).ifPresent(dangers::add);
      sql(command, database).ifPresent(dangers::add);
      words(command.words(), command, depth).ifPresent(dangers::add);
    }
    var high = dangers.stream().filter(d -> d.riskLevel() == RiskLevel.HIGH).findFirst();
    if (high.isPresent()) {
      return high;
    }
    return split.understood()
        ? dangers.stream().findFirst()
        : unclear("Its quoting or its characters are not understood, so it cannot be judged.");
  }

  private static Optional<Danger> unclear(String why) {
    return Optional.of(new Danger(why, RiskLevel.MEDIUM));
  }

  private static boolean isForDatabase(SimpleCommand command) {
    return command.words().stream()
        .anyMatch(word -> Programs.DATABASES.contains(Programs.nameOf(word.text())));
  }

  private static Optional<Danger> written(SimpleCommand command) {
    return command.written().stream()
        .map(WritingRules::ofTarget)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Danger> sql(SimpleCommand command, boolean database) {
    var plain = Programs.withoutOpening(command.words());
    boolean text =
        !plain.isEmpty() && Programs.TEXT.contains(Programs.nameOf(plain.getFirst().text()));
    if (text && !database) {
      return Optional.empty();
    }
    var said = new StringBuilder(command.input());
    command.words().forEach(word -> said.append(' ').append(word.text()));
    return Sql.destroys(said.toString())
        ? Optional.of(
            new Danger(
                "It takes data away in a database, or leaves the database: "
                    + said.toString().strip().lines().findFirst().orElse("")
                    + ".",
                RiskLevel.HIGH))
        : Optional.empty();
  }

  /// Looks at a program and its arguments, past everything that only stands before a program.
  private Optional<Danger> words(List<Word> given, SimpleCommand command, int depth) {
    if (depth > DEPTH_MAX || ++looks > LOOKS_MAX) {
      return unclear("It runs too many programs through one another to be judged.");
    }
    var words = withoutFunction(Programs.withoutOpening(given));
    int at = 0;
    while (at < words.size() && words.get(at).assigns() > 0) {
      var danger = Environment.ofAssignment(words.get(at), nested(command, depth));
      if (danger.isPresent()) {
        return danger;
      }
      at++;
    }
    if (at == words.size()) {
      return Optional.empty();
    }
    return program(words.get(at), words.subList(at + 1, words.size()), command, depth);
  }

  private static List<Word> withoutFunction(List<Word> words) {
    return words.size() > 2 && words.getFirst().is("function")
        ? Programs.withoutOpening(words.subList(2, words.size()))
        : words;
  }

  private Optional<Danger> program(
      Word word, List<Word> arguments, SimpleCommand command, int depth) {
    var name = Programs.nameOf(word.text()).toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
    var call = new ProgramCall(name.isEmpty() ? word.text() : name, arguments, command);
    if (word.unknown()
        || word.found()
        || word.globbed() && !name.equals("[") && !name.equals("[[")) {
      return call.unclear("Which program it runs is only known when it runs");
    }
    if (!name.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return call.unclear("The name of its program has characters that look like others");
    }
    if (Wrappers.isPlain(name)) {
      return wrapped(call, depth);
    }
    var danger = RuleTable.judge(call, nested(command, depth));
    return danger.isPresent() ? danger : candidates(call, depth);
  }

  private Rule.Nested nested(SimpleCommand command, int depth) {
    return new Rule.Nested() {
      @Override
      public Optional<Danger> line(String text) {
        return DangerousCommand.this.line(text, depth + 1);
      }

      @Override
      public Optional<Danger> words(List<Word> words) {
        return DangerousCommand.this.words(words, command, depth + 1);
      }
    };
  }

  private Optional<Danger> wrapped(ProgramCall call, int depth) {
    var split = call.program().endsWith("env") ? call.valueOf("-S", "--split-string") : null;
    if (split != null && split.isPresent()) {
      return line(split.get(), depth + 1);
    }
    if (call.program().equals("flock") && call.valueOf("-c", "--command").isPresent()) {
      return line(call.valueOf("-c", "--command").orElseThrow(), depth + 1);
    }
    var at = Wrappers.programAt(call.program(), call.words());
    if (at.isEmpty()) {
      return Optional.empty();
    }
    for (var word : call.words().subList(0, at.get())) {
      var danger =
          word.sets() > 0
              ? Environment.ofAssignment(word, nested(call.command(), depth))
              : Optional.<Danger>empty();
      if (danger.isPresent()) {
        return danger;
      }
    }
    var words = new ArrayList<>(call.words().subList(at.get(), call.words().size()));
    if (call.program().equals("xargs")) {
      found(call, words);
    }
    if (words.size() == 1 && words.getFirst().text().indexOf(' ') > 0) {
      return line(words.getFirst().text(), depth + 1);
    }
    return words(words, call.command(), depth + 1);
  }

  /// What `xargs` reads becomes arguments of the program.
  private static void found(ProgramCall call, List<Word> words) {
    var mark = call.valueOf("-I", "--replace", "-J").orElse("{}");
    boolean replaces = call.flag('I') || call.flag('i') || call.option("--replace");
    words.replaceAll(word -> word.with(mark.isEmpty() ? "{}" : mark, Word.FOUND));
    if (!replaces && !words.isEmpty()) {
      words.add(Word.plain("" + Word.FOUND));
    }
  }

  /// What `parallel` and its like read becomes an argument, too.
  private static List<Word> behind(ProgramCall call, int at) {
    var words = new ArrayList<>(call.words().subList(at, call.words().size()));
    if (Wrappers.feeds(call.program())) {
      words.add(Word.plain("" + Word.FOUND));
    }
    return words;
  }

  private Optional<Danger> candidates(ProgramCall call, int depth) {
    for (int at : Wrappers.candidates(call)) {
      var word = call.words().get(at);
      var danger =
          word.text().indexOf(' ') > 0
              ? line(word.text(), depth + 1)
              : word.unknown()
                  ? Optional.<Danger>empty()
                  : words(behind(call, at), call.command(), depth + 1);
      if (danger.isPresent()) {
        return danger;
      }
    }
    return Optional.empty();
  }
}
