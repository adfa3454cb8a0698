package dev.loom.processes;

import dev.loom.contracts.error.ServiceException;
import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;
import dev.loom.processes.yaml.LogText;
import java.util.List;

/// Creates the errors of requests about processes.
final class ProcessErrors {
  private static final String BULLET = "\n- ";

  private ProcessErrors() {}

  static ServiceException invalidName(String name) {
    return ServiceException.invalid(
        ("Not a process name: '%s'. Select a process by its name (%s), not by a path. Put the file"
                + " into <workspace>/.loom/processes or into processes/ of Loom's home directory"
                + " (~/.loom/processes), and use the name in the file.")
            .formatted(LogText.excerpt(name), DefinitionParser.NAME_RULE));
  }

  static ServiceException notFound(String name, List<String> available) {
    return ServiceException.invalid(
        "Process not found: '" + name + "'. Available: " + String.join(", ", available));
  }

  static ServiceException invalidWorkspace(String workspace) {
    return ServiceException.invalid(
        "Not an absolute workspace path: '" + LogText.excerpt(workspace) + "'.");
  }

  static ServiceException invalidDefinition(DefinitionFile file, ParseResult.Invalid invalid) {
    var unlisted = invalid.count() - invalid.problems().size();
    return ServiceException.invalid(
        "Process '%s' (%s) cannot be used. %s validation error(s):"
                .formatted(LogText.excerpt(invalid.name()), file.source(), invalid.count())
            + BULLET
            + String.join(BULLET, invalid.problems())
            + (unlisted > 0 ? BULLET + "and " + unlisted + " more" : ""));
  }

  static String summarize(List<String> problems, int count) {
    return count + " validation error(s), the first: " + problems.getFirst();
  }
}
