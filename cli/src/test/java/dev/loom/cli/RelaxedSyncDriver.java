package dev.loom.cli;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

/// JDBC driver that opens SQLite with `synchronous=NORMAL`: an injected fault that the power cut
/// campaign has to detect.
final class RelaxedSyncDriver implements Driver {
  private final Driver sqlite;

  private RelaxedSyncDriver(Driver sqlite) {
    this.sqlite = sqlite;
  }

  /// Replaces the registered SQLite driver.
  static void replaceSqliteDriver() throws SQLException {
    var sqlite = DriverManager.getDriver("jdbc:sqlite:");
    DriverManager.deregisterDriver(sqlite);
    DriverManager.registerDriver(new RelaxedSyncDriver(sqlite));
  }

  @Override
  public Connection connect(String url, Properties properties) throws SQLException {
    return sqlite.connect(url.replace("synchronous=FULL", "synchronous=NORMAL"), properties);
  }

  @Override
  public boolean acceptsURL(String url) throws SQLException {
    return sqlite.acceptsURL(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties)
      throws SQLException {
    return sqlite.getPropertyInfo(url, properties);
  }

  @Override
  public int getMajorVersion() {
    return sqlite.getMajorVersion();
  }

  @Override
  public int getMinorVersion() {
    return sqlite.getMinorVersion();
  }

  @Override
  public boolean jdbcCompliant() {
    return sqlite.jdbcCompliant();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger(RelaxedSyncDriver.class.getName());
  }
}
