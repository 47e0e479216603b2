import java.io.File;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.DispatcherType;
import org.apache.solr.servlet.CoreContainerProvider;
import org.apache.solr.servlet.SolrDispatchFilter;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.DefaultServlet;
import org.eclipse.jetty.servlet.ServletContextHandler;

/**
 * Solr for development: one node, reachable from this machine only.
 *
 * <p>Arguments: the port, and the folder that holds solr.xml and the cores. A JDK runs this file without a build.
 */
class SolrNode {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 2) {
      System.err.println("usage: SolrNode PORT HOME");
      System.exit(2);
    }
    String home = new File(arguments[1]).getAbsolutePath();
    System.setProperty("solr.solr.home", home);
    System.setProperty("solr.install.dir", home); // asked for, but nothing is read from it here
    System.setProperty("solr.log.dir", home + "/logs");

    var handler = new ServletContextHandler(ServletContextHandler.SESSIONS);
    handler.setContextPath("/solr");
    handler.addEventListener(new CoreContainerProvider());
    handler.addFilter(SolrDispatchFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
    handler.addServlet(DefaultServlet.class, "/"); // never reached: the filter answers everything

    var server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])));
    server.setHandler(handler);
    server.setStopAtShutdown(true);
    server.start();
    server.join();
  }
}
