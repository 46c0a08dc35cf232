"""Who answers which message of our own."""

from __future__ import annotations

from workflows.editor.handlers import approvals, execution, listening, workflow
from workflows.editor.messages import approvals as asking
from workflows.editor.messages import execution as running
from workflows.editor.messages import listening as testing
from workflows.editor.messages import workflow as drawing
from workflows.editor.registry import Message

MESSAGES: tuple[Message, ...] = (
    Message("ping", running.Ping, running.Pong, None, execution.ping),
    Message(
        "execute_node",
        running.ExecuteNode,
        running.ExecuteNodeResult,
        "operate",
        execution.execute_node,
        refused=execution.trace_refusal,
    ),
    Message(
        "execute_workflow",
        running.ExecuteWorkflow,
        running.ExecuteWorkflowResult,
        "operate",
        execution.execute_workflow,
    ),
    Message("retry_run", running.RetryRun, running.RetryRunResult, "operate", execution.retry_run),
    Message(
        "cancel_execution",
        running.CancelExecution,
        running.CancelExecutionResult,
        "operate",
        execution.cancel_execution,
    ),
    Message(
        "answer_approval",
        asking.AnswerApproval,
        asking.AnswerApprovalResult,
        "operate",
        approvals.answer_approval,
    ),
    Message(
        "listen_for_test_call",
        testing.ListenForTestCall,
        testing.ListenForTestCallResult,
        "operate",
        listening.listen_for_test_call,
    ),
    Message("stop_listening", testing.StopListening, testing.StopListeningResult, "operate", listening.stop_listening),
    Message("save_workflow", drawing.SaveWorkflow, drawing.SaveWorkflowResult, "operate", workflow.save_workflow),
    Message("subscribe", drawing.Subscribe, drawing.SubscribeResult, "view", workflow.subscribe),
)
