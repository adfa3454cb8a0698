package dev.loom.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.CustomBlock;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

/// Renders Markdown for a terminal: headings and emphasis in bold, lists indented, tables aligned,
/// code to the letter. Control characters are removed. Paragraphs are not wrapped, so that the
/// terminal can wrap them again when its width changes.
final class Markdown {
  private static final int CHARS_MAX = 200_000;
  private static final Parser PARSER =
      Parser.builder().extensions(List.of(TablesExtension.create())).build();

  private Markdown() {}

  /// Returns the lines of a text. A text that is too long to be parsed is returned as it is.
  static List<String> render(String text) {
    if (text.length() > CHARS_MAX) {
      return text.lines().map(Screen::sanitizeLine).toList();
    }
    var blocks = new Blocks();
    PARSER.parse(text).accept(blocks);
    return blocks.lines;
  }

  /// Writes blocks as lines, one empty line between them except in tight lists.
  private static final class Blocks extends AbstractVisitor {
    final List<String> lines = new ArrayList<>();
    private String indent = "";

    /// Replaces the indentation of the next line, such as by the number of a list item.
    private String marker;

    private boolean tight = true;

    private void add(String line) {
      lines.add((marker == null ? indent : marker) + line);
      marker = null;
    }

    private void separate(Node block) {
      if (block.getPrevious() != null && !tight) {
        lines.add(indent.stripTrailing());
      }
    }

    private void addInline(Node block) {
      separate(block);
      var inline = new Inline();
      block.accept(inline);
      inline.text.toString().lines().forEach(this::add);
    }

    private void addCode(Node block, String code) {
      separate(block);
      code.lines().map(Screen::sanitizeLine).map(Screen::cyan).forEach(this::add);
    }

    private void visitNested(Node block, String moreIndent, boolean nestedTight) {
      var outerIndent = indent;
      var outerTight = tight;
      indent += moreIndent;
      tight = nestedTight;
      visitChildren(block);
      indent = outerIndent;
      tight = outerTight;
    }

    @Override
    public void visit(org.commonmark.node.Document document) {
      visitNested(document, "", false);
    }

    @Override
    public void visit(Paragraph paragraph) {
      addInline(paragraph);
    }

    @Override
    public void visit(Heading heading) {
      separate(heading);
      var inline = new Inline();
      heading.accept(inline);
      add(Screen.bold(Columns.withoutColor(inline.text.toString())));
    }

    @Override
    public void visit(FencedCodeBlock block) {
      addCode(block, block.getLiteral());
    }

    @Override
    public void visit(IndentedCodeBlock block) {
      addCode(block, block.getLiteral());
    }

    @Override
    public void visit(HtmlBlock block) {
      separate(block);
      block.getLiteral().lines().map(Screen::sanitizeLine).forEach(this::add);
    }

    @Override
    public void visit(LinkReferenceDefinition definition) {
      add(Screen.sanitize("[" + definition.getLabel() + "]: " + definition.getDestination()));
    }

    @Override
    public void visit(ThematicBreak line) {
      separate(line);
      add("───");
    }

    @Override
    public void visit(BlockQuote quote) {
      separate(quote);
      visitNested(quote, "│ ", false);
    }

    @Override
    public void visit(BulletList list) {
      separate(list);
      visitNested(list, "", list.isTight());
    }

    @Override
    public void visit(OrderedList list) {
      separate(list);
      visitNested(list, "", list.isTight());
    }

    @Override
    public void visit(ListItem item) {
      separate(item);
      var label = "- ";
      if (item.getParent() instanceof OrderedList list) {
        var first = list.getMarkerStartNumber() == null ? 1 : list.getMarkerStartNumber();
        label = first + position(item) + ". ";
      }
      marker = (marker == null ? indent : marker) + label;
      visitNested(item, " ".repeat(label.length()), tight);
      if (marker != null) {
        add("");
      }
    }

    private static int position(Node item) {
      int position = 0;
      for (var each = item.getPrevious(); each != null; each = each.getPrevious()) {
        position++;
      }
      return position;
    }

    @Override
    public void visit(CustomBlock block) {
      separate(block);
      if (block instanceof TableBlock) {
        addTable(block);
      } else {
        visitChildren(block);
      }
    }

    private void addTable(Node table) {
      var rows = new ArrayList<List<String>>();
      collectRows(table, rows);
      var widths =
          IntStream.range(0, rows.stream().mapToInt(List::size).max().orElse(0))
              .map(
                  column ->
                      rows.stream()
                          .filter(row -> column < row.size())
                          .mapToInt(row -> Columns.width(row.get(column)))
                          .max()
                          .orElse(0))
              .toArray();
      for (var row : rows) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
          line.append(column == 0 ? "" : "  ").append(Columns.pad(row.get(column), widths[column]));
        }
        add(line.toString().stripTrailing());
      }
    }

    private static void collectRows(Node parent, List<List<String>> rows) {
      for (var node = parent.getFirstChild(); node != null; node = node.getNext()) {
        if (node instanceof TableRow) {
          rows.add(cells(node));
        } else {
          collectRows(node, rows);
        }
      }
    }

    private static List<String> cells(Node row) {
      var cells = new ArrayList<String>();
      for (var cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
        var inline = new Inline();
        ((TableCell) cell).accept(inline);
        var text = inline.text.toString();
        cells.add(
            row.getParent() instanceof TableHead ? Screen.bold(Columns.withoutColor(text)) : text);
      }
      return cells;
    }
  }

  /// Collects the text of inline nodes; line feeds separate lines.
  private static final class Inline extends AbstractVisitor {
    final StringBuilder text = new StringBuilder();

    @Override
    public void visit(Text node) {
      text.append(Screen.sanitizeLine(node.getLiteral()));
    }

    @Override
    public void visit(Code node) {
      text.append(Screen.cyan(Screen.sanitizeLine(node.getLiteral())));
    }

    @Override
    public void visit(HtmlInline node) {
      text.append(Screen.sanitizeLine(node.getLiteral()));
    }

    @Override
    public void visit(SoftLineBreak node) {
      text.append('\n');
    }

    @Override
    public void visit(HardLineBreak node) {
      text.append('\n');
    }

    @Override
    public void visit(Emphasis node) {
      visitChildren(node);
    }

    @Override
    public void visit(StrongEmphasis node) {
      int start = text.length();
      visitChildren(node);
      var inner = Columns.withoutColor(text.substring(start));
      text.setLength(start);
      text.append(Screen.bold(inner));
    }

    @Override
    public void visit(Link node) {
      int start = text.length();
      visitChildren(node);
      addDestination(text.substring(start), node.getDestination());
    }

    @Override
    public void visit(Image node) {
      int start = text.length();
      visitChildren(node);
      addDestination(text.substring(start), node.getDestination());
    }

    /// The destination is always shown: the text of a link may name another one.
    private void addDestination(String label, String destination) {
      var target = Screen.sanitize(destination);
      if (!label.equals(target)) {
        text.append(" (").append(target).append(')');
      }
    }
  }
}
