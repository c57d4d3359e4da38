package io.smarteros.tenant.acceptance;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestWatcher;

/** A step that failed is told once, and not again by those that need it. */
final class StepsExtension implements ExecutionCondition, TestWatcher {
  private static final String FAILED = "failed";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String failed = store(context).get(FAILED, String.class);
    return failed == null
        ? ConditionEvaluationResult.enabled("no step has failed")
        : ConditionEvaluationResult.disabled(failed + " failed");
  }

  @Override
  public void testFailed(ExtensionContext step, @Nullable Throwable cause) {
    step.getParent().ifPresent(life -> store(life).put(FAILED, step.getDisplayName()));
  }

  private static Store store(ExtensionContext context) {
    return context.getStore(Namespace.create(StepsExtension.class));
  }
}
