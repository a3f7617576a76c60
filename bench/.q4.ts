import fs from 'node:fs';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { readFastRows } from '@/lib/prediction/.frx';
import { viewOf, plainBytes } from '@/lib/prediction/bytes.core';
const k=process.argv[2]!, w=process.argv[3]!;
const src=fs.readFileSync(`/tmp/pb/${k}-sorted.csv`,'latin1').replace('Id,Class','Id,Class,Usage').replace(/(\d)\n/g,'$1,Public\n');
const c=compileSolution(Buffer.from(src),{idColumn:'Id',targetColumns:['Class'],truthCells:['integer_label'],cells:['integer_label'],labels:null,split:null});
if(!c.ok) {console.log(c);process.exit()}
const bytes=plainBytes(fs.readFileSync(`/tmp/pb/${k}-${w}.csv`));
const ids=c.value.ids;
function plain(){ // reference: parse digits, table lookup
  const b=bytes; const rowOf=ids.numbering!.rowOf; const seen=new Uint8Array(ids.rows), codes=new Int32Array(ids.rows); let p=9; const lim=b.length-100; let n=0;
  while(p<lim){ let v=0; let d=b[p]!-48; while(d>>>0<=9){v=v*10+d; d=b[++p]!-48;} p++; const row=rowOf[v]!; let l=0; d=b[p]!-48; while(d>>>0<=9){l=l*10+d; d=b[++p]!-48;} p++; if(seen[row]) break; seen[row]=1; codes[row]=l; n++;}
  return n;
}
for(let i=0;i<12;i++){
 let t=performance.now(); const n=plain(); const a=performance.now()-t;
 const run={bytes,view:viewOf(bytes),ids,seen:new Uint8Array(ids.rows),codes:new Int32Array(ids.rows),shortCodes:c.value.dictionaries[0]!.shortCodes,position:9,expected:0,rowsRead:0};
 t=performance.now(); readFastRows(run); console.log('plain',a.toFixed(1),n,'fast',(performance.now()-t).toFixed(1),run.rowsRead);
}
