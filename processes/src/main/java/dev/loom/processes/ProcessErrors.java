package dev.loom.processes;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.processes.definition.DefinitionParser;
import dev.loom.processes.definition.ParseResult;
import dev.loom.processes.yaml.LogText;
import java.util.List;

/// What this room says when it refuses.
final class ProcessErrors {
  private static final String BULLET = "\n- ";

  private ProcessErrors() {}

  static ServiceError invalidName(String name) {
    return ServiceError.invalid(
        "Not a process name: '"
            + LogText.excerpt(name)
            + "'. A process is asked for by its name ("
            + DefinitionParser.NAME_RULE
            + "), never by a path. Put its file into <workspace>/.loom/processes or into the"
            + " folder processes of Loom's home, and use the name it gives itself.");
  }

  static ServiceError notFound(String name, List<String> available) {
    return ServiceError.invalid(
        "Process not found: '" + name + "'. Available: " + String.join(", ", available));
  }

  static ServiceError invalidWorkspace(String workspace) {
    return ServiceError.invalid(
        "Not an absolute path of a workspace: '" + LogText.excerpt(workspace) + "'.");
  }

  static ServiceError invalidDefinition(DefinitionFile file, ParseResult.Invalid invalid) {
    var unlisted = invalid.count() - invalid.problems().size();
    return ServiceError.invalid(
        "Process '"
            + LogText.excerpt(invalid.name())
            + "' ("
            + file.source()
            + ") cannot be used. "
            + invalid.count()
            + " validation error(s):"
            + BULLET
            + String.join(BULLET, invalid.problems())
            + (unlisted > 0 ? BULLET + "and " + unlisted + " more" : ""));
  }

  static String summarize(List<String> problems, int count) {
    return count + " validation error(s), the first: " + problems.getFirst();
  }
}
