import fs from 'node:fs';
import { compileSolution } from '@/lib/prediction/solution-table.core';
import { parsePrediction } from '@/lib/prediction/parse-prediction.core';
import { scorePrediction } from '@/lib/scoring/score-columns.core';
import { parseMetricSpec } from '@/lib/metrics/registry.core';
const n=451552; let s=12345; const rnd=()=>{s=(Math.imul(s,1103515245)+12345)>>>0;return s>>>8};
const truth=Array.from({length:n},()=>rnd()%39), pred=truth.map(t=>rnd()%4?t:rnd()%39);
const order=Array.from({length:n},(_,i)=>i); for(let i=n-1;i>0;i--){const j=rnd()%(i+1);const t=order[i];order[i]=order[j];order[j]=t;}
const kinds:any={int:(i:number)=>String(i),str:(i:number)=>'utt_'+String(i).padStart(7,'0'),hex:(i:number)=>(Math.imul(i,2654435761)>>>0).toString(16)+'-'+i.toString(36)};
const m=parseMetricSpec('accuracy'); if(!m.ok) throw 1;
for(const k of Object.keys(kinds)){
 const id=kinds[k];
 const sol=Buffer.from('Id,Class,Usage\n'+truth.map((t,i)=>`${id(i)},${t},${i%2?'Public':'Private'}\n`).join(''));
 const t0=performance.now();
 const c=compileSolution(sol,{idColumn:'Id',targetColumns:['Class'],truthCells:['integer_label'],cells:['integer_label'],labels:null,split:null});
 console.log(k,'compile',(performance.now()-t0).toFixed(1), c.ok?'':JSON.stringify(c)); if(!c.ok) continue;
 for(const [w,o] of [['sorted',null],['shuffled',order],['quoted',null]] as any){
  const f=`/tmp/pb/${k}-${w}.csv`;
  const q=w==='quoted'?'"':'';
  fs.writeFileSync(f,'Id,Class\n'+(o??pred.map((_,i)=>i)).map((i:number)=>`${q}${id(i)}${q},${pred[i]}\n`).join(''));
  const A:number[]=[],B:number[]=[],P:number[]=[]; let r:any;
  for(let i=0;i<61;i++){
   let t=performance.now(); {const b=fs.readFileSync(f); let x=0; for(let j=0;j<b.length;j++) x+=b[j]!; if(x<0)console.log(x);} A.push(performance.now()-t);
   t=performance.now(); const b=fs.readFileSync(f); const p=parsePrediction(b,c.value); const t2=performance.now(); if(!p.ok) {console.log(p.problems);break} r=scorePrediction(c.value,p.value.columns,m.value); B.push(performance.now()-t); P.push(performance.now()-t2)
  }
  const med=(a:number[])=>a.sort((x,y)=>x-y)[a.length>>1]!;
  console.log(k,w,'loop',med(A).toFixed(2),'ours',med(B).toFixed(2),'score',med(P).toFixed(2),'ratio',(med(B)/med(A)).toFixed(2),JSON.stringify(r));
 }
}
