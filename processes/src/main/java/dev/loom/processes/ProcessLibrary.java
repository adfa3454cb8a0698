package dev.loom.processes;

import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;
import dev.loom.processes.yaml.LogText;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Looks up definitions in all sources. If several have the same name, the last source wins; within
/// a source, the file with that name wins, or else the first by file name. An invalid definition is
/// an error and does not fall back to a definition that it overrides. The definitions of a
/// workspace come last if the user trusts it ([ProjectTrust]). Otherwise they come first, so that
/// they replace nothing, and are listed but not loaded.
final class ProcessLibrary {
  /// Mode listed for an invalid definition.
  static final String INVALID_MODE = "invalid";

  private static final String BULLET = "\n- ";

  private static final Logger LOG = System.getLogger(ProcessLibrary.class.getName());

  private final Path home;

  /// Files of one directory, read when asked for.
  private record Definitions(boolean trusted, Supplier<List<DefinitionFile>> files) {}

  /// @param home Loom's home
  ProcessLibrary(Path home) {
    this.home = home;
  }

  /// Loads one definition.
  ///
  /// @throws ServiceException when there is no definition of that name, or it is invalid or not
  ///   trusted
  LoadProcess.Loaded load(LoadProcess request) {
    var name = request.name();
    if (!DefinitionParser.isValidName(name)) {
      throw ServiceException.invalid(
          ("Not a process name: '%s'. Select a process by its name (%s), not by a path. Put the"
                  + " file into <workspace>/.loom/processes or into processes/ of Loom's home"
                  + " directory (~/.loom/processes), and use the name in the file.")
              .formatted(LogText.excerpt(name), DefinitionParser.NAME_RULE));
    }
    for (var source : sources(request.workspace()).reversed()) {
      for (var file : matchingNameFirst(source.files().get(), name)) {
        var result = file.parse();
        if (result.name().equals(name)) {
          var loaded = requireValid(file, result);
          if (!source.trusted()) {
            throw ServiceException.invalid(
                ("Process '%s' comes from %s, and its folder is not trusted. Read it, then:"
                        + " loom trust %s")
                    .formatted(name, file.source(), request.workspace()));
          }
          return loaded;
        }
      }
    }
    var available = String.join(", ", available(request.workspace()));
    throw ServiceException.invalid("Process not found: '" + name + "'. Available: " + available);
  }

  private static LoadProcess.Loaded requireValid(DefinitionFile file, ParseResult result) {
    return switch (result) {
      case ParseResult.Valid(var definition, var warnings) -> {
        for (var warning : warnings) {
          LOG.log(Level.WARNING, "{0}: {1}", file.source(), warning);
        }
        yield new LoadProcess.Loaded(definition);
      }
      case ParseResult.Invalid invalid -> throw ServiceException.invalid(describe(file, invalid));
    };
  }

  private static String describe(DefinitionFile file, ParseResult.Invalid invalid) {
    var unlisted = invalid.count() - invalid.problems().size();
    return "Process '%s' (%s) cannot be used. %s validation error(s):%s%s"
        .formatted(
            LogText.excerpt(invalid.name()),
            file.source(),
            invalid.count(),
            BULLET + String.join(BULLET, invalid.problems()),
            unlisted > 0 ? BULLET + "and " + unlisted + " more" : "");
  }

  /// Lists all definitions, including invalid ones.
  ListProcesses.Found list(ListProcesses request) {
    var summaries = new TreeMap<String, ListProcesses.ProcessSummary>();
    for (var source : sources(request.workspace())) {
      var differentFileName = new TreeMap<String, ListProcesses.ProcessSummary>();
      var sameFileName = new TreeMap<String, ListProcesses.ProcessSummary>();
      for (var file : source.files().get()) {
        var result = file.parse();
        var summary = summary(file, result);
        (result.name().equals(file.name()) ? sameFileName : differentFileName)
            .putIfAbsent(result.name(), summary);
      }
      summaries.putAll(differentFileName);
      summaries.putAll(sameFileName);
    }
    return new ListProcesses.Found(List.copyOf(summaries.values()));
  }

  private static ListProcesses.ProcessSummary summary(DefinitionFile file, ParseResult result) {
    return switch (result) {
      case ParseResult.Valid(var definition, _) ->
          new ListProcesses.ProcessSummary(
              definition.name(),
              definition.version(),
              definition.description(),
              definition.phases().size(),
              DefinitionParser.keyword(definition.phaseMode()),
              file.source());
      case ParseResult.Invalid(var name, var problems, var count) ->
          new ListProcesses.ProcessSummary(
              LogText.excerpt(name),
              "",
              count + " validation error(s), the first: " + problems.getFirst(),
              0,
              INVALID_MODE,
              file.source());
    };
  }

  private List<String> available(String workspace) {
    return list(new ListProcesses(workspace)).processes().stream()
        .filter(summary -> !summary.mode().equals(INVALID_MODE))
        .map(ListProcesses.ProcessSummary::name)
        .toList();
  }

  private List<Definitions> sources(String workspace) {
    var sources = new ArrayList<Definitions>();
    sources.add(new Definitions(true, BundledProcesses::files));
    var own = DirectoryProcessSource.unrestricted(home.resolve("processes"));
    sources.add(new Definitions(true, own::files));
    if (!workspace.isEmpty()) {
      var root = workspaceRoot(workspace);
      var trusted = new ProjectTrust(home).isTrusted(root);
      var index = trusted ? sources.size() : 0;
      for (var directory : List.of("loom-processes", ".loom/processes")) {
        var source = DirectoryProcessSource.confinedTo(root, root.resolve(directory));
        sources.add(index, new Definitions(trusted, source::files));
      }
    }
    return sources;
  }

  private static Path workspaceRoot(String workspace) {
    try {
      var root = Path.of(workspace);
      if (root.isAbsolute()) {
        return root;
      }
    } catch (InvalidPathException ignored) {
      // Rejected below like a relative path.
    }
    throw ServiceException.invalid(
        "Not an absolute workspace path: '" + LogText.excerpt(workspace) + "'.");
  }

  /// Moves the file named like the process to the front, so that usually only one file is read.
  private static List<DefinitionFile> matchingNameFirst(List<DefinitionFile> files, String name) {
    return files.stream().sorted(Comparator.comparing(file -> !file.name().equals(name))).toList();
  }
}
