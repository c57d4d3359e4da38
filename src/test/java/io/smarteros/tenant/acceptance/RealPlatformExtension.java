package io.smarteros.tenant.acceptance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Starts the platform when the first test asks for it, and says how things are when one fails. */
final class RealPlatformExtension implements ParameterResolver, TestWatcher {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == RealPlatform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return platform(context);
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    System.out.println(platform(context).situation());
  }

  private static RealPlatform platform(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(Namespace.create(RealPlatformExtension.class))
        .computeIfAbsent(RealPlatform.class, _ -> RealPlatform.start(), RealPlatform.class);
  }
}
