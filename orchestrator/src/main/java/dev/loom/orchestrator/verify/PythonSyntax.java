package dev.loom.orchestrator.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TreeSitterPython;

/// Checks Python source with the tree-sitter grammar, and the indentation, about which the grammar
/// is lenient. Needs no interpreter.
final class PythonSyntax {
  private static final Set<String> BLOCKS = Set.of("module", "block");

  private PythonSyntax() {}

  /// The result of a check.
  ///
  /// @param checked false where the native parser is not available
  /// @param problem the first error and its line; empty if there is none
  record Result(boolean checked, Optional<String> problem) {}

  /// Checks a file. A thread of its own is not needed: the time is linear in the length.
  static Result check(String source) {
    // A form feed only resets the column that it stands in.
    var text = source.replace("\r\n", "\n").replace('\r', '\n').replace("\f", "");
    try {
      var parser = new TSParser();
      parser.setLanguage(new TreeSitterPython());
      return new Result(true, findProblem(parser.parseString(null, text)));
    } catch (LinkageError | RuntimeException ignored) {
      return new Result(false, Optional.empty());
    }
  }

  private static Optional<String> findProblem(TSTree tree) {
    var open = new ArrayDeque<TSNode>();
    open.push(tree.getRootNode());
    while (!open.isEmpty()) {
      var node = open.pop();
      var problem = problemOf(node);
      if (problem.isPresent()) {
        return problem;
      }
      for (int index = node.getChildCount() - 1; index >= 0; index--) {
        open.push(node.getChild(index));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> problemOf(TSNode node) {
    if (node.isMissing()) {
      return at(node, "'" + node.getType() + "' is missing");
    }
    if (node.isError()) {
      return at(node, "invalid syntax");
    }
    return BLOCKS.contains(node.getType()) ? indentationProblem(node) : Optional.empty();
  }

  private static Optional<String> indentationProblem(TSNode block) {
    var statements = statements(block);
    if (statements.isEmpty()) {
      return block.getType().equals("block")
          ? at(block, "an indented block is missing after this line")
          : Optional.empty();
    }
    // Statements on the line of the block's header have no indentation of their own.
    int line = block.getType().equals("module") ? -1 : block.getParent().getStartPoint().getRow();
    int column = -1;
    for (var statement : statements) {
      var start = statement.getStartPoint();
      if (start.getRow() > line) {
        if (column >= 0 && start.getColumn() != column) {
          return at(statement, "the indentation matches no enclosing block");
        }
        column = start.getColumn();
      }
      line = statement.getEndPoint().getRow();
    }
    return block.getType().equals("module") && column > 0
        ? at(statements.getFirst(), "this line is indented but does not belong to a block")
        : Optional.empty();
  }

  private static List<TSNode> statements(TSNode block) {
    var statements = new ArrayList<TSNode>();
    for (int index = 0; index < block.getNamedChildCount(); index++) {
      var child = block.getNamedChild(index);
      if (!child.getType().equals("comment")) {
        statements.add(child);
      }
    }
    return statements;
  }

  private static Optional<String> at(TSNode node, String problem) {
    return Optional.of("line " + (node.getStartPoint().getRow() + 1) + ": " + problem);
  }
}
