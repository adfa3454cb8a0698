package dev.loom.risk;

import dev.loom.risk.RiskAssessment.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// Analyzes a shell command line: every simple command in it, the commands that these would run,
/// and the files that its redirections write. `RuleTable` holds the rules for single programs. A
/// line beyond one of the limits is not analyzed and needs approval.
public final class CommandRisk {
  /// Limits the nesting of commands within commands.
  private static final int DEPTH_MAX = 8;

  private static final int LINE_CHARS_MAX = 10_000;

  /// Limits the programs that are analyzed for one line.
  private static final int PROGRAMS_MAX = 300;

  /// The command whose programs are analyzed.
  private final SimpleCommand command;

  private final int depth;

  private final Analysis analysis;

  CommandRisk(SimpleCommand command, int depth, Analysis analysis) {
    this.command = command;
    this.depth = depth;
    this.analysis = analysis;
  }

  /// Analysis of a whole line.
  ///
  /// @param programs counts the programs
  /// @param sandboxed whether a sandbox without network prevents most effects
  record Analysis(AtomicInteger programs, boolean sandboxed) {
    Analysis(boolean sandboxed) {
      this(new AtomicInteger(), sandboxed);
    }

    /// Returns whether a user has to approve the effect.
    boolean asks(RiskAssessment risk) {
      return !sandboxed || RuleTable.words("asked-in-sandbox").contains(risk.category());
    }
  }

  /// Assesses a command line.
  ///
  /// @param commandLine text as passed to `sh -c`
  /// @return the risk, or empty when the command line needs no approval
  public static Optional<RiskAssessment> assess(String commandLine) {
    return analyzeLine(commandLine, 0, new Analysis(false));
  }

  /// Assesses a command line that runs in a sandbox without network, in which nothing outside the
  /// workspace can be changed: only what destroys data or changes protected files is a risk.
  ///
  /// @param commandLine text as passed to `sh -c`
  /// @return the risk, or empty when the command line needs no approval
  public static Optional<RiskAssessment> assessInSandbox(String commandLine) {
    return analyzeLine(commandLine, 0, new Analysis(true));
  }

  /// Assesses that processes in a sandbox get the network.
  public static Optional<RiskAssessment> ofNetwork() {
    return Optional.of(new RiskAssessment(Level.HIGH, "network", "Uses the network"));
  }

  private static Optional<RiskAssessment> analyzeLine(String line, int depth, Analysis analysis) {
    if (line.length() > LINE_CHARS_MAX) {
      return RiskAssessment.unclear(
          "Runs a command line that is longer than " + LINE_CHARS_MAX + " characters", line);
    }
    if (depth > DEPTH_MAX) {
      return RiskAssessment.unclear("Nests too many commands to be analyzed", line);
    }
    var parsed = ShellCommands.parse(line);
    var risks = new ArrayList<RiskAssessment>();
    boolean database = parsed.commands().stream().anyMatch(CommandRisk::usesDatabase);
    var together = LineRisk.of(parsed.commands());
    risks.addAll(together.assess());
    for (var command : parsed.commands().stream().flatMap(together::variants).toList()) {
      for (var file : command.outputFiles()) {
        PathRisk.assessRedirectTarget(file, "Overwrites", ">").ifPresent(risks::add);
      }
      for (var file : command.appendedFiles()) {
        PathRisk.assessRedirectTarget(file, "Appends to", ">>").ifPresent(risks::add);
      }
      analyzeSql(command, database).ifPresent(risks::add);
      new CommandRisk(command, depth, analysis).analyzeWords(command.words()).ifPresent(risks::add);
    }
    if (!parsed.parsable()) {
      RiskAssessment.unclear("Contains shell syntax that cannot be parsed", line)
          .ifPresent(risks::addFirst);
    }
    risks.removeIf(risk -> !analysis.asks(risk));
    return RiskAssessment.highest(risks);
  }

  SimpleCommand command() {
    return command;
  }

  Analysis analysis() {
    return analysis;
  }

  /// Assesses a command line that a program of the command would run.
  Optional<RiskAssessment> assessLine(String text) {
    return analyzeLine(text, depth + 1, analysis);
  }

  /// Assesses a program with its arguments that a program of the command would run.
  Optional<RiskAssessment> assessWords(List<Word> words) {
    return new CommandRisk(command, depth + 1, analysis).analyzeWords(words);
  }

  /// Assesses the assignment of a variable that programs may run or load.
  Optional<RiskAssessment> assessAssignment(Word word) {
    int end = word.unquotedAssignmentEnd();
    if (word.text().indexOf("$(", end) >= 0 || word.text().indexOf('`', end) >= 0) {
      return RiskAssessment.unclear("Assigns text that shells may run", word.text());
    }
    var variable = ProgramCall.VARIABLE + word.text().substring(0, end);
    var value = Word.unquoted(word.text().substring(end + 1));
    return RuleTable.assessRules(new ProgramCall(variable, List.of(value), this));
  }

  private static boolean usesDatabase(SimpleCommand command) {
    return command.words().stream().anyMatch(word -> isIn("databases", word));
  }

  private static boolean isIn(String list, Word program) {
    return RuleTable.words(list).contains(ProgramCall.nameOf(program.text()));
  }

  private static Optional<RiskAssessment> analyzeSql(SimpleCommand command, boolean database) {
    var plain = SimpleCommand.withoutLeadingKeywords(command.words());
    boolean textTool = !plain.isEmpty() && isIn("text-tools", plain.getFirst());
    if (textTool && !database) {
      return Optional.empty();
    }
    var sqlText = new StringBuilder(command.hereText());
    command.words().forEach(word -> sqlText.append(' ').append(word.text()));
    // Text tools may decode escapes before a database reads the text.
    var decoded = AnsiQuotes.read(new ShellInput(sqlText.toString().replace('\'', '"') + "'"));
    return Sql.assess(sqlText.toString())
        .or(() -> textTool ? Sql.assess(decoded) : Optional.empty());
  }

  /// Analyzes a program and its arguments, after the keywords and assignments before the program.
  private Optional<RiskAssessment> analyzeWords(List<Word> allWords) {
    if (depth > DEPTH_MAX || analysis.programs().incrementAndGet() > PROGRAMS_MAX) {
      return RiskAssessment.unclear("Runs too many programs to be analyzed", textOf(allWords));
    }
    var words = withoutFunctionHeader(SimpleCommand.withoutLeadingKeywords(allWords));
    var assignments = words.stream().takeWhile(word -> word.assignmentEnd() > 0).toList();
    int at = assignments.size();
    return RiskAssessment.first(assignments.stream().map(this::assessAssignment))
        .or(
            () ->
                at == words.size()
                    ? Optional.empty()
                    : analyzeProgram(words.get(at), words.subList(at + 1, words.size())));
  }

  private static String textOf(List<Word> words) {
    return words.stream().map(Word::text).collect(Collectors.joining(" "));
  }

  private static List<Word> withoutFunctionHeader(List<Word> words) {
    return words.size() > 2 && words.getFirst().isUnquoted("function")
        ? SimpleCommand.withoutLeadingKeywords(words.subList(2, words.size()))
        : words;
  }

  private Optional<RiskAssessment> analyzeProgram(Word word, List<Word> arguments) {
    var name = ProgramCall.nameOf(word.text()).toLowerCase(Locale.ROOT).replaceFirst("\\.exe$", "");
    name = RuleTable.withoutVersion(name);
    var program = name.isEmpty() ? word.text() : name;
    if (word.hasUnknown()
        || word.isSupplied()
        || word.isGlob() && !name.equals("[") && !name.equals("[[")) {
      return unclearProgram("is only known at run time", program, arguments);
    }
    if (!name.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return unclearProgram("contains look-alike characters", program, arguments);
    }
    var call = new ProgramCall(program, arguments, this);
    var wrapper = RuleTable.wrapper(name);
    return wrapper.isPresent()
        ? analyzeWrapped(wrapper.get(), call)
        : RuleTable.assess(call).or(() -> analyzeCandidates(call));
  }

  private static Optional<RiskAssessment> unclearProgram(
      String problem, String program, List<Word> arguments) {
    return RiskAssessment.unclear(
        "Runs a program whose name " + problem, program + " " + textOf(arguments));
  }

  private Optional<RiskAssessment> analyzeWrapped(Wrapper wrapper, ProgramCall call) {
    var line = call.optionValue(Condition.ANYWHERE, wrapper.lineOptions());
    if (line.isPresent()) {
      return assessLine(line.get());
    }
    var at = wrapper.programPosition(call.words());
    if (at.isEmpty()) {
      return Optional.empty();
    }
    var words = new ArrayList<>(call.rest(at.get() - 1));
    if (call.program().equals("xargs")) {
      addSuppliedArguments(call, words);
    }
    return RiskAssessment.first(
            call.words().subList(0, at.get()).stream()
                .filter(word -> word.unquotedAssignmentEnd() > 0)
                .map(this::assessAssignment))
        .or(
            () ->
                words.size() == 1 && words.getFirst().text().indexOf(' ') > 0
                    ? assessLine(words.getFirst().text())
                    : assessWords(words));
  }

  /// Adds a placeholder for the arguments that `xargs` reads from its input.
  private static void addSuppliedArguments(ProgramCall call, List<Word> words) {
    var placeholder =
        call.optionValue(Condition.ANYWHERE, List.of("-I", "--replace", "-J"))
            .filter(text -> !text.isEmpty());
    boolean replaces = call.hasFlag("Ii") || call.hasOption("--replace");
    words.replaceAll(word -> word.replacing(placeholder.orElse("{}"), Word.SUPPLIED));
    if (!replaces && !words.isEmpty()) {
      words.add(Word.supplied());
    }
  }

  private Optional<RiskAssessment> analyzeCandidates(ProgramCall call) {
    return RuleTable.runner(call.program())
        .flatMap(
            runner ->
                RiskAssessment.first(
                    runner.candidatePositions(call).stream()
                        .map(at -> analyzeCandidate(runner, call, at))));
  }

  private Optional<RiskAssessment> analyzeCandidate(Runner runner, ProgramCall call, int at) {
    var word = call.words().get(at);
    if (word.text().indexOf(' ') > 0) {
      return assessLine(word.text());
    }
    return word.hasUnknown() ? Optional.empty() : assessWords(runner.command(call, at));
  }
}
