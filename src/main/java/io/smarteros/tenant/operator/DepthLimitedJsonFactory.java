package io.smarteros.tenant.operator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what the API server holds without its depths. The server takes 10,000 levels and names of
 * any length from whoever may write {@code spec.rowMetadata}, and repeats them in {@code
 * managedFields}. A Tenant that could not be read would end the watch of all Tenants; one that is
 * read with all its levels cannot be copied or compared, for want of stack.
 */
final class DepthLimitedJsonFactory extends JsonFactory {
  private static final long serialVersionUID = 1L;

  /** Far more than any object has that means something. */
  private static final int MAX_DEPTH = 100;

  /** The server's own limit, and what lists and watches add. */
  private static final int MAX_DEPTH_OF_SERVER = 10_100;

  DepthLimitedJsonFactory() {
    setStreamReadConstraints(
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH_OF_SERVER)
            .maxNameLength(Integer.MAX_VALUE)
            .build());
  }

  @Override
  public JsonParser createParser(InputStream input) throws IOException {
    return new Parser(super.createParser(input));
  }

  @Override
  public JsonFactory copy() {
    return new DepthLimitedJsonFactory();
  }

  /** Gives arrays and objects that are too deep as empty ones. */
  private static final class Parser extends JsonParserDelegate {

    Parser(JsonParser all) {
      super(all);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      boolean isContainer =
          delegate.isExpectedStartObjectToken() || delegate.isExpectedStartArrayToken();
      if (isContainer && delegate.getParsingContext().getNestingDepth() > MAX_DEPTH) {
        delegate.skipChildren();
        return delegate.currentToken();
      }
      return delegate.nextToken();
    }
  }
}
