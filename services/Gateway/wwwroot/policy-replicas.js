// Which policy version every replica decides with. All text is put in as text.
const every = 2000;

function element(id) {
  return document.getElementById(id);
}

function row(replica) {
  const line = document.createElement('tr');
  const cells = [
    replica.service,
    replica.replica,
    (replica.version ?? 'none').replace('sha256:', '').slice(0, 12),
    replica.isNewest ? 'yes' : 'no',
    `${Math.round(replica.ageSeconds)} s`,
    new Date(replica.appliedAt).toLocaleString(),
    new Date(replica.lastSeen).toLocaleTimeString(),
  ];
  for (const text of cells) {
    const cell = document.createElement('td');
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}

async function show() {
  try {
    const answer = await fetch('/api/v1/policies/replicas', { headers: { accept: 'application/json' } });
    if (!answer.ok) {
      element('note').textContent = answer.status === 401 ? 'Sign in first.' : answer.status === 403 ? 'Your roles do not allow this.' : `The policy service answered ${answer.status}.`;
      return;
    }
    const body = await answer.json();
    const late = body.items.filter((replica) => !replica.isNewest).length;
    element('newest').textContent = body.version;
    element('replicas').replaceChildren(...body.items.map(row));
    element('note').textContent = late === 0 ? `All ${body.items.length} replicas decide with the version in force.` : `${late} of ${body.items.length} replicas do not have the version in force yet.`;
  } catch {
    element('note').textContent = 'The gateway cannot be reached.';
  } finally {
    setTimeout(show, every);
  }
}

show();
